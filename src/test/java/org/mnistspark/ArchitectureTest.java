package org.mnistspark;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Who may import what: docs/architecture.md as a test. */
@AnalyzeClasses(packages = "org.mnistspark", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "org.mnistspark.";

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.mnistspark.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheShellKnowsSpark =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + "spark..", ROOT + "engine..", ROOT + "dl4j..", ROOT + "job..", ROOT + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  @ArchTest
  static final ArchRule onlyDl4jAndJobKnowDl4j =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "dl4j..", ROOT + "job..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..");

  @ArchTest
  static final ArchRule theEngineStandsAlone =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.deeplearning4j..",
              "org.nd4j..",
              "org.bytedeco..",
              ROOT + "dl4j..",
              ROOT + "evaluation..",
              ROOT + "run..",
              ROOT + "report..",
              ROOT + "job..",
              ROOT + "cli..");

  @ArchTest
  static final ArchRule mlpNeedsEvaluationAndItsOwnLibrary =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "mlp..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "java..", "org.bytedeco..", ROOT + "mlp..", ROOT + "evaluation..");

  @ArchTest
  static final ArchRule averagingNeedsMlpOnly =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "averaging..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", ROOT + "averaging..", ROOT + "mlp..");

  @ArchTest
  static final ArchRule onlyReportKnowsTheTerminal =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "report..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.jline..");

  @ArchTest
  static final ArchRule onlyRunSparkAndJobKnowHadoop =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + "files..", ROOT + "run..", ROOT + "spark..", ROOT + "job..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hadoop..");

  @ArchTest
  static final ArchRule onlyFilesAsksForFileSystems =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "files..")
          .should()
          .callMethod(Path.class, "getFileSystem", Configuration.class)
          .orShould()
          .callMethodWhere(
              target(owner(type(FileSystem.class)))
                  .and(target(nameMatching("get|newInstance|getLocal|newInstanceLocal"))));

  @ArchTest
  static final ArchRule filesNeedsHadoopOnly =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "files..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", "org.apache.hadoop..", ROOT + "files..");

  /** Error Prone sees to formats that are constants. */
  @ArchTest
  static final ArchRule formatsNameTheirLocale =
      noClasses().should().callMethod(String.class, "format", String.class, Object[].class);

  @ArchTest
  static final ArchRule dataAndEvaluationNeedTheJdkOnly =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "data..", ROOT + "evaluation..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", ROOT + "data..", ROOT + "evaluation..");

  @ArchTest
  static final ArchRule imageNeedsTheJdkOnly =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "image..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", "javax.imageio..", ROOT + "image..");

  @ArchTest
  static final ArchRule runKnowsEvaluationAndAveraging =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "run..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + "data..",
              ROOT + "image..",
              ROOT + "mlp..",
              ROOT + "spark..",
              ROOT + "engine..",
              ROOT + "dl4j..",
              ROOT + "job..",
              ROOT + "cli..",
              ROOT + "report..");

  @ArchTest
  static final ArchRule reportKnowsWhatItShows =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + "data..",
              ROOT + "image..",
              ROOT + "spark..",
              ROOT + "engine..",
              ROOT + "dl4j..",
              ROOT + "job..",
              ROOT + "cli..");

  @ArchTest
  static final ArchRule onlyReportDraws =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "report..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jfree..", "org.apache.batik..");

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
