package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BlasKernelTest {

  private static final String AVX512 = " avx512f avx512dq avx512cd avx512bw avx512vl";

  /** Prints the kernels of a process that has done nothing else. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      BlasThreads.single();
      System.out.print(BlasKernel.name().orElse("unknown"));
    }
  }

  @Test
  void onlyAmdWithAvx512NeedsHelp() {
    assertTrue(needs("AuthenticAMD", "fpu avx2" + AVX512));
    assertFalse(needs("GenuineIntel", "fpu avx2" + AVX512));
    assertFalse(needs("AuthenticAMD", "fpu avx2"));
    assertFalse(needs("AuthenticAMD", "fpu avx2 avx512f"));
    assertFalse(BlasKernel.needsAvx512(List.of()));
  }

  private static boolean needs(String vendor, String flags) {
    return BlasKernel.needsAvx512(
        List.of("processor\t: 0", "vendor_id\t: " + vendor, "flags\t\t: " + flags));
  }

  @Test
  void aVariableThatIsSetWins() throws Exception {
    Assumptions.assumeTrue(System.getProperty("os.arch").equals("amd64"), "x86 kernels");
    assertEquals("Nehalem", kernelOfChild("Nehalem"));
  }

  @Test
  void amdWithAvx512GetsItsKernels() throws Exception {
    Path cpuInfo = Path.of("/proc/cpuinfo");
    Assumptions.assumeTrue(
        Files.isReadable(cpuInfo) && BlasKernel.needsAvx512(Files.readAllLines(cpuInfo)),
        "a processor of AMD with AVX-512");
    assertEquals("SkylakeX", kernelOfChild(""));
  }

  private static String kernelOfChild(String variable) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Child.class.getName());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove(BlasKernel.VARIABLE);
    if (!variable.isEmpty()) {
      builder.environment().put(BlasKernel.VARIABLE, variable);
    }
    Process child = builder.start();
    String name = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor());
    return name;
  }
}
