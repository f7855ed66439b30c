package org.mnistspark.mlp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Which of its kernels OpenBLAS uses.
 *
 * <p>OpenBLAS 0.3.19 does not know AMD's processors with AVX-512: on Zen 5 it falls back to the SSE
 * kernels of 2007 and reaches a quarter of the speed of those that newer releases take there, which
 * are named SkylakeX. It reads its choice from the environment variable OPENBLAS_CORETYPE while it
 * is being loaded, and Java cannot set a variable of its own process; so it is added through the C
 * library's {@code environ} before OpenBLAS is loaded. A variable that is set already wins, other
 * processors and systems are left alone, and where ND4J has loaded OpenBLAS before, it is too late.
 */
final class BlasKernel {

  static final String VARIABLE = "OPENBLAS_CORETYPE";

  private static final String AVX512 = "SkylakeX";
  private static final Set<String> NEEDED =
      Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");
  private static final List<String> NAMES =
      List.of("SkylakeX", "Cooperlake", "Haswell", "Zen", "Sandybridge", "Nehalem", "Barcelona");

  private BlasKernel() {}

  /** Loads OpenBLAS, with the kernels for this processor. */
  static void load() {
    Loader.load(Pointer.class);
    boolean loaded = Loader.addressof("gotoblas") != null; // by ND4J
    if (!loaded && System.getenv(VARIABLE) == null && needsAvx512(cpuInfo())) {
      putEnvironment(VARIABLE + "=" + AVX512);
    }
    Loader.load(openblas_nolapack.class);
  }

  /** The kernels in use, by OpenBLAS's names, where they are among those that are known here. */
  static Optional<String> name() {
    Pointer variable = Loader.addressof("gotoblas");
    if (variable == null) {
      return Optional.empty();
    }
    Pointer table = new PointerPointer<>(variable).get(0);
    return NAMES.stream()
        .filter(name -> table.equals(Loader.addressof("gotoblas_" + name.toUpperCase(Locale.ROOT))))
        .findFirst();
  }

  /**
   * Whether a processor, as Linux describes it, has AVX-512 that this OpenBLAS does not know of.
   */
  static boolean needsAvx512(List<String> cpuInfo) {
    boolean amd = cpuInfo.stream().anyMatch(line -> line.matches("vendor_id\\s*: AuthenticAMD"));
    return amd
        && cpuInfo.stream()
            .filter(line -> line.startsWith("flags"))
            .anyMatch(line -> Set.of(line.split("\\s+")).containsAll(NEEDED));
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
