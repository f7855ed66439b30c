package org.mnistspark.mlp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The family of kernels that OpenBLAS uses in this process; a result's last bits depend on it.
 *
 * <p>OpenBLAS 0.3.19 does not know newer processors: on a Zen 4 it takes its AVX2 kernels, on a Zen
 * 5 the SSE kernels of 2007, a quarter as fast as those for AVX-512. So the family is chosen here,
 * by what the processor can do and not by its name: {@code SkylakeX} with AVX-512, {@code Haswell}
 * with AVX2; for any other processor the choice is OpenBLAS's own. It reads the choice from the
 * environment variable {@value #VARIABLE} while it is being loaded, and Java cannot set a variable
 * of its own process; so the variable is added through the C library's {@code environ} before
 * OpenBLAS is loaded. A variable that is set already wins, then the driver's setting {@value
 * #SETTING}.
 *
 * <p>Where something else has loaded OpenBLAS before, it is too late; {@link #inUse} says so.
 */
public final class BlasKernels {
  /** Environment variable that names a family, read by OpenBLAS. */
  public static final String VARIABLE = "OPENBLAS_CORETYPE";

  /**
   * Spark's setting for the variable on executors. spark-submit makes every setting a system
   * property of the driver, which follows it as well: one setting pins the kernels of all.
   */
  public static final String SETTING = "spark.executorEnv." + VARIABLE;

  private static final String AVX512 = "SkylakeX";
  private static final String AVX2 = "Haswell";
  private static final Set<String> AVX512_FLAGS =
      Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");
  private static final Set<String> AVX2_FLAGS = Set.of("avx2", "fma");

  /** The families of this build, the most demanding first. */
  private static final List<String> NAMES =
      List.of(
          "Cooperlake",
          AVX512,
          AVX2,
          "Zen",
          "Excavator",
          "Steamroller",
          "Piledriver",
          "Bulldozer",
          "Sandybridge",
          "Barcelona",
          "Nehalem",
          "Core2",
          "Prescott");

  private static final int PROCESSES_IN_MESSAGE = 4;

  private static final BlasKernels LOADED = choose();

  private final Optional<String> expected;
  // Looked up once: while symbols are looked up, no other thread should load a library.
  private final String found;

  private BlasKernels(Optional<String> expected, String found) {
    this.expected = expected;
    this.found = found;
  }

  /** Loads OpenBLAS, with the kernels for this processor. Later calls do nothing. */
  public static void load() {
    // The initializer of this class does it, once and before whatever else calls this.
  }

  private static BlasKernels choose() {
    Loader.load(Pointer.class);
    boolean loaded = Loader.addressof("gotoblas") != null;
    String variable = System.getenv(VARIABLE);
    Optional<String> expected =
        Optional.ofNullable(variable)
            .or(() -> Optional.ofNullable(System.getProperty(SETTING)))
            .or(() -> forProcessor(cpuInfo()));
    if (!loaded && variable == null) {
      expected.ifPresent(family -> putEnvironment(VARIABLE + "=" + family));
    }
    Loader.load(openblas_nolapack.class);
    return new BlasKernels(expected, name());
  }

  /**
   * The family in use, by OpenBLAS's name, or {@code unknown} on processors other than x86; when it
   * is not the chosen one, with that: {@code Zen (expected SkylakeX)}.
   */
  public static String inUse() {
    return LOADED
        .expected
        .filter(family -> !family.equalsIgnoreCase(LOADED.found))
        .map(family -> LOADED.found + " (expected " + family + ")")
        .orElse(LOADED.found);
  }

  private static String name() {
    Pointer variable = Loader.addressof("gotoblas");
    if (variable == null) {
      return "unknown";
    }
    Pointer table = new PointerPointer<>(variable).get(0);
    return NAMES.stream()
        .filter(name -> table.equals(Loader.addressof("gotoblas_" + name.toUpperCase(Locale.ROOT))))
        .findFirst()
        .orElse("unknown");
  }

  /**
   * What a user must know of the kernels of several processes.
   *
   * @param byProcess {@link #inUse} by the name of the process, such as "driver"
   * @return empty when all use the same, chosen ones
   */
  public static Optional<String> warning(Map<String, String> byProcess) {
    Map<String, List<String>> byKernels =
        byProcess.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getValue,
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    boolean unexpected = byKernels.keySet().stream().anyMatch(name -> name.contains(" "));
    if (byKernels.size() < 2 && !unexpected) {
      return Optional.empty();
    }
    String found =
        byKernels.entrySet().stream()
            .map(entry -> entry.getKey() + " on " + some(entry.getValue()))
            .collect(Collectors.joining("; "));
    String reason =
        unexpected
            ? " Where others were expected, OpenBLAS was loaded before the job could choose, or has none of that name."
            : "";
    String consequence =
        byKernels.size() < 2
            ? " The result is right, but may take longer to compute."
            : " The result is right, but not repeatable to the last bit.";
    return Optional.of(
        "Expected the same OpenBLAS kernels in every process, found %s.%s%s To make it so, set one %s for all: the setting %s=%s for executors and driver, or that variable in the environment of each"
            .formatted(found, reason, consequence, VARIABLE, SETTING, common(byKernels.keySet())));
  }

  private static String some(List<String> processes) {
    int more = processes.size() - PROCESSES_IN_MESSAGE;
    return more <= 0
        ? String.join(", ", processes)
        : String.join(", ", processes.subList(0, PROCESSES_IN_MESSAGE)) + " and " + more + " more";
  }

  /** The least demanding of the families that should be in use: all processors have it. */
  private static String common(Collection<String> inUse) {
    return inUse.stream()
        .map(text -> text.replaceFirst(".*\\(expected (.*)\\)", "$1"))
        .filter(NAMES::contains)
        .max(Comparator.comparingInt(NAMES::indexOf))
        .orElse(AVX2);
  }

  /** The family for a processor, as Linux describes it; empty: OpenBLAS knows best. */
  static Optional<String> forProcessor(List<String> cpuInfo) {
    Set<String> flags =
        cpuInfo.stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> new HashSet<>(List.of(line.split("\\s+"))))
            .orElseGet(HashSet::new);
    if (flags.containsAll(AVX512_FLAGS)) {
      return Optional.of(AVX512);
    }
    return flags.containsAll(AVX2_FLAGS) ? Optional.of(AVX2) : Optional.empty();
  }

  private static List<String> cpuInfo() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.takeWhile(line -> !line.isBlank()).toList(); // the first processor
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * What {@code putenv} does: a new list of variables with one more. Neither is ever freed, as it
   * says of its argument.
   */
  private static void putEnvironment(String assignment) {
    Pointer environ = Loader.addressof("environ");
    if (environ == null) {
      return;
    }
    PointerPointer<Pointer> variable = new PointerPointer<>(environ);
    PointerPointer<Pointer> old = new PointerPointer<>(variable.get(0));
    long size = 0;
    while (old.get(size) != null) {
      size++;
    }
    PointerPointer<Pointer> longer = new PointerPointer<>(Pointer.malloc((size + 2) * Long.BYTES));
    for (long i = 0; i < size; i++) {
      longer.put(i, old.get(i));
    }
    BytePointer text = new BytePointer(Pointer.malloc(assignment.length() + 1L));
    text.putString(assignment);
    longer.put(size, text);
    longer.put(size + 1, null);
    variable.put(0, longer);
  }
}
