package org.mnistspark;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Who may import what: the table of packages in docs/architecture.md, held against the classes. */
@AnalyzeClasses(packages = "org.mnistspark", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "org.mnistspark.";

  /** What the last column of the table calls libraries. */
  private static final Map<String, List<String>> LIBRARIES =
      Map.ofEntries(
          entry("OpenBLAS", List.of("org.bytedeco..")),
          entry(
              "Spark",
              List.of("org.apache.spark..", "scala..", "org.slf4j..", "com.esotericsoftware..")),
          entry("Hadoop", List.of("org.apache.hadoop..")),
          entry(
              "DL4J",
              List.of("org.deeplearning4j..", "org.nd4j..", "org.datavec..", "org.slf4j..")),
          entry("ONNX", List.of("onnx..", "org.nd4j.shade.protobuf..")),
          entry("Jackson", List.of("com.fasterxml.jackson..")),
          entry("JLine", List.of("org.jline..")),
          entry("JFreeChart", List.of("org.jfree..")),
          entry("Batik", List.of("org.apache.batik..", "org.w3c.dom..")),
          entry("picocli", List.of("picocli..")),
          entry("univocity", List.of("com.univocity..")));

  /** A row: the package, what it is for, what it may use beside the JDK. */
  private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.]+)` \\|[^|]*\\|([^|]*)\\|");

  private static final Pattern SEPARATOR = Pattern.compile(", *");

  private static Map<String, List<String>> table() throws IOException {
    Map<String, List<String>> table = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(Path.of("docs", "architecture.md"))) {
      for (String line : (Iterable<String>) lines::iterator) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          table.put(row.group(1), allowed(row.group(1), row.group(2)));
        }
      }
    }
    return table;
  }

  private static List<String> allowed(String name, String uses) {
    List<String> packages =
        new ArrayList<>(
            List.of(
                "java..",
                "javax.imageio..",
                "javax.xml..",
                "com.sun.security.auth..",
                ROOT + name));
    for (String use : SEPARATOR.split(uses.strip(), -1)) {
      if (use.startsWith("`")) {
        packages.add(ROOT + use.replace("`", ""));
      } else if (!use.equals("JDK")) {
        packages.addAll(LIBRARIES.get(use));
      }
    }
    return packages;
  }

  @ArchTest
  static void everyPackageUsesWhatTheTableAllows(JavaClasses classes) throws IOException {
    for (Map.Entry<String, List<String>> row : table().entrySet()) {
      classes()
          .that()
          .resideInAPackage(ROOT + row.getKey())
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(row.getValue().toArray(String[]::new))
          .check(classes);
    }
  }

  @ArchTest
  static void theTableHasEveryPackage(JavaClasses classes) throws IOException {
    Set<String> packages =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(ROOT))
            .map(name -> name.substring(ROOT.length()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(packages, new TreeSet<>(table().keySet()));
  }

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.mnistspark.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyFilesAsksForFileSystems =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "files..")
          .should()
          .callMethod(org.apache.hadoop.fs.Path.class, "getFileSystem", Configuration.class)
          .orShould()
          .callMethodWhere(
              target(owner(type(FileSystem.class)))
                  .and(target(nameMatching("get|newInstance|getLocal|newInstanceLocal"))));

  /** Error Prone sees to formats that are constants. */
  @ArchTest
  static final ArchRule formatsNameTheirLocale =
      noClasses().should().callMethod(String.class, "format", String.class, Object[].class);

  @ArchTest
  static final ArchRule onlyCliOwnsTheProcess =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(System.class, "exit", int.class);
}
