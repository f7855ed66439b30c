package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.esotericsoftware.kryo.Kryo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.kryo.Nd4jRegistrator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class BlasKernelsTest {
  /** No processor of today has it as OpenBLAS's choice, and every x86-64 one can run it. */
  private static final String OLD = "Prescott";

  private static final String AVX512 = " avx512f avx512dq avx512cd avx512bw avx512vl";

  /** What a process does before anything of this project. */
  enum First {
    NOTHING {
      @Override
      void run() {
        BlasThreads.single();
      }
    },
    ND4J {
      @Override
      void run() {
        Nd4j.create(1);
      }
    },
    A_DATA_SET {
      @Override
      void run() {
        new DataSet().numExamples();
        Nd4j.rand(2, 2).mmul(Nd4j.rand(2, 2));
      }
    },
    KRYO {
      @Override
      void run() {
        new Nd4jRegistrator().registerClasses(new Kryo());
      }
    },
    OPENBLAS {
      @Override
      void run() {
        Loader.load(openblas_nolapack.class);
      }
    },
    ND4J_WITHOUT_THIS_PROJECTS_SERVICES {
      @Override
      void run() {
        ND4JClassLoading.setNd4jClassloader(new WithoutThisProject());
        Nd4j.create(1);
      }
    };

    abstract void run();
  }

  /** Finds the services of others. */
  private static final class WithoutThisProject extends ClassLoader {
    WithoutThisProject() {
      super(BlasKernelsTest.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> others = new ArrayList<>();
      for (URL url : Collections.list(super.getResources(name))) {
        String content = new String(url.openStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!content.contains("org.mnistspark")) {
          others.add(url);
        }
      }
      return Collections.enumeration(others);
    }
  }

  /** Prints the kernels of a process that has done one thing before. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      First.valueOf(args[0]).run();
      System.out.print(BlasKernels.inUse());
    }
  }

  @Test
  void theFamilyIsChosenByWhatTheProcessorCanDo() {
    assertEquals(Optional.of("SkylakeX"), chosen("fpu avx2 fma" + AVX512));
    assertEquals(Optional.of("Haswell"), chosen("fpu avx2 fma avx512f"));
    assertEquals(Optional.of("Haswell"), chosen("fpu fma avx2"));
    assertEquals(Optional.empty(), chosen("fpu avx"));
    assertEquals(Optional.empty(), BlasKernels.forProcessor(List.of()));
  }

  private static Optional<String> chosen(String flags) {
    return BlasKernels.forProcessor(
        List.of("processor\t: 0", "vendor_id\t: AnyVendor", "flags\t\t: " + flags));
  }

  @Test
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64", disabledReason = "x86 kernels")
  void aVariableThatIsSetWins() throws Exception {
    assertEquals("Nehalem", kernelsAfter(First.ND4J, "Nehalem", OLD));
  }

  @ParameterizedTest
  @EnumSource(names = {"NOTHING", "ND4J", "A_DATA_SET", "KRYO"})
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64", disabledReason = "x86 kernels")
  void theChoiceHoldsWhateverComesFirst(First first) throws Exception {
    assertEquals(OLD, kernelsAfter(first, "", OLD));
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENBLAS", "ND4J_WITHOUT_THIS_PROJECTS_SERVICES"})
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64", disabledReason = "x86 kernels")
  void aLibraryThatWasLoadedBeforeIsNoticed(First first) throws Exception {
    String found = kernelsAfter(first, "", OLD);

    assertTrue(found.endsWith(" (expected " + OLD + ")"), found);
    assertFalse(found.startsWith(OLD), found);
  }

  @Test
  void theSameKernelsEverywhereAreNoNews() {
    assertEquals(Optional.empty(), BlasKernels.warning(Map.of()));
    assertEquals(
        Optional.empty(),
        BlasKernels.warning(Map.of("driver", "Haswell", "executor 0 on a", "Haswell")));
  }

  @Test
  void differentKernelsAreNamedWithTheSettingThatUnifiesThem() {
    Map<String, String> kernels = new TreeMap<>(Map.of("driver", "SkylakeX"));
    for (int executor = 1; executor < 7; executor++) {
      kernels.put("executor " + executor + " on a", "Haswell");
    }

    assertEquals(
        Optional.of(
            "Expected the same OpenBLAS kernels in every process, found Haswell on executor 1 on a, executor 2 on a,"
                + " executor 3 on a, executor 4 on a and 2 more; SkylakeX on driver."
                + " The result is right, but not repeatable to the last bit."
                + " To make it so, set one OPENBLAS_CORETYPE for all: the setting"
                + " spark.executorEnv.OPENBLAS_CORETYPE=Haswell for executors and driver,"
                + " or that variable in the environment of each"),
        BlasKernels.warning(kernels));
  }

  @Test
  void aLibraryThatWasLoadedBeforeIsNamedEvenIfAllAreAlike() {
    String warning = BlasKernels.warning(Map.of("driver", "Zen (expected SkylakeX)")).orElseThrow();

    assertTrue(warning.contains("found Zen (expected SkylakeX) on driver."), warning);
    assertTrue(warning.contains("OpenBLAS was loaded before the job could choose"), warning);
    assertTrue(warning.contains("OPENBLAS_CORETYPE=SkylakeX"), warning);
    assertFalse(warning.contains("not repeatable"), warning);
  }

  private static String kernelsAfter(First first, String variable, String setting)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-D" + BlasKernels.SETTING + "=" + setting,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"))));
    // Kryo needs the packages opened that this JVM has open.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of(Child.class.getName(), first.name()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove(BlasKernels.VARIABLE);
    if (!variable.isEmpty()) {
      builder.environment().put(BlasKernels.VARIABLE, variable);
    }
    Process child = builder.start();
    String name = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor());
    return name;
  }
}
