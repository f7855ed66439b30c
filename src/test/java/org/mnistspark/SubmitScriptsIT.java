package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.ScriptProcess.Ended;
import org.mnistspark.testing.OddNames;

/**
 * What the scripts of submit/ hand to spark-submit, and what they refuse. Spark is a shell script
 * here.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class SubmitScriptsIT {
  @TempDir Path folder;
  private Path home;
  private Path hadoop;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void fakeSpark() throws IOException {
    home = Files.createDirectories(folder.resolve("spark home"));
    script("spark-submit", "printf '<%s>\\n' \"$@\"; exit 7");
    Files.createDirectory(home.resolve("jars"));
    Files.createFile(home.resolve("jars/spark-core_2.12-3.5.5.jar"));
    Files.createFile(home.resolve("jars/spark-yarn_2.12-3.5.5.jar"));
    Files.createFile(home.resolve("jars/spark-kubernetes_2.12-3.5.5.jar"));
    hadoop = Files.createDirectory(folder.resolve("hadoop"));
    Files.createFile(hadoop.resolve("core-site.xml"));
    Files.createFile(hadoop.resolve("yarn-site.xml"));
    Path jar = Files.createFile(folder.resolve("job.jar"));
    Files.createDirectory(folder.resolve("tmp"));
    environment.put("SPARK_HOME", home.toString());
    environment.put("HADOOP_CONF_DIR", hadoop.toString());
    environment.put("MNIST_SPARK_JAR", jar.toString());
    environment.put("TMPDIR", folder.resolve("tmp").toString());
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.createDirectories(home.resolve("bin")).resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ended run(String command) throws IOException, InterruptedException {
    return ScriptProcess.run(folder, environment, ("submit/" + command).split(" "));
  }

  private void assertRefuses(String command, String message)
      throws IOException, InterruptedException {
    Ended ended = run(command);
    assertEquals(2, ended.code(), ended.all());
    assertEquals("", ended.out());
    assertTrue(ended.err().startsWith(message), ended.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"local.sh", "standalone.sh", "yarn.sh", "kubernetes/submit.sh"})
  void explainsItself(String script) throws IOException, InterruptedException {
    environment.clear();

    Ended ended = run(script + " --help");

    assertEquals(0, ended.code(), ended.all());
    assertTrue(ended.out().startsWith("Usage: submit/" + script), ended.out());
    assertEquals("", ended.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          standalone.sh --executors            | standalone.sh: --executors: expected a value, found none
          standalone.sh --executors --print    | standalone.sh: --executors: expected a value, found --print
          standalone.sh --memory=              | standalone.sh: --memory: expected a value, found none
          standalone.sh --cores 0              | standalone.sh: --cores: expected a number greater than 0, found 0
          standalone.sh --memory 2x            | standalone.sh: --memory: expected a size such as 2g or 512m, found 2x
          standalone.sh --master yarn          | standalone.sh: --master: expected spark://HOST:PORT, found yarn
          standalone.sh --master spark://h:1 --executors 2 | standalone.sh: expected --cores C with --executors on an existing cluster
          local.sh train -- --master yarn      | local.sh: --master: expected local, local[N] or local[*], found yarn; submit/standalone.sh
          local.sh -- --conf spark.master=local[0] | local.sh: --master: expected local, local[N] or local[*], found local[0]
          local.sh train --master local[2]     | local.sh: --master: expected options of spark-submit after --, found this one before it; write: local.sh [COMMAND] [OPTIONS] -- --master ...
          yarn.sh --data d --output o --conf=a=b | yarn.sh: --conf: expected options of spark-submit after --, found this one before it
          standalone.sh -- --properties-file f | standalone.sh: expected settings in SPARK_CONF_DIR, found --properties-file
          yarn.sh --deploy-mode local          | yarn.sh: --deploy-mode: expected client or cluster, found local
          yarn.sh                              | yarn.sh: expected --data URI, found none
          yarn.sh --data hdfs:///d             | yarn.sh: expected --output URI, found none
          kubernetes/submit.sh --image i       | kubernetes/submit.sh: expected --master k8s://https://HOST:PORT, found none
          kubernetes/submit.sh --master yarn   | kubernetes/submit.sh: --master: expected k8s://https://HOST:PORT, found yarn
          kubernetes/submit.sh --master k8s://h | kubernetes/submit.sh: expected --image IMAGE, found none
          kubernetes/submit.sh --deploy-mode pod | kubernetes/submit.sh: --deploy-mode: expected client or cluster, found pod
          """)
  void refusesMisuse(String command, String message) throws IOException, InterruptedException {
    assertRefuses(command, message);
  }

  @Test
  void namesMissingPrerequisites() throws IOException, InterruptedException {
    String yarn = "yarn.sh --data hdfs:///d --output hdfs:///o";
    Files.delete(home.resolve("jars/spark-yarn_2.12-3.5.5.jar"));
    assertRefuses(yarn, "yarn.sh: expected a Spark with jars/spark-yarn_*.jar, found none in ");
    Files.delete(hadoop.resolve("yarn-site.xml"));
    assertRefuses(yarn, "yarn.sh: expected yarn-site.xml in HADOOP_CONF_DIR, found none in ");
    environment.put("HADOOP_CONF_DIR", folder.resolve("none").toString());
    assertRefuses(yarn, "yarn.sh: expected HADOOP_CONF_DIR to be a folder, found none at ");
    environment.remove("HADOOP_CONF_DIR");
    assertRefuses(
        yarn, "yarn.sh: expected HADOOP_CONF_DIR to name the folder of the cluster's settings");

    Files.delete(home.resolve("jars/spark-kubernetes_2.12-3.5.5.jar"));
    assertRefuses(
        "kubernetes/submit.sh --master k8s://h --image i --data a --output b",
        "kubernetes/submit.sh: expected a Spark with jars/spark-kubernetes_*.jar, found none in ");

    environment.put("MNIST_SPARK_JAR", folder.resolve("none.jar").toString());
    assertRefuses("local.sh", "local.sh: expected MNIST_SPARK_JAR to be the job's jar");
    environment.remove("MNIST_SPARK_JAR");
    environment.put("SPARK_HOME", folder.toString());
    assertRefuses("standalone.sh", "standalone.sh: expected SPARK_HOME to have bin/spark-submit");
    environment.put("JAVA_HOME", folder.toString());
    assertRefuses("standalone.sh", "standalone.sh: expected a JDK 17 or 21, found no " + folder);
  }

  @Test
  void refusesSecretsThatPropertiesFilesWouldChange() throws IOException, InterruptedException {
    environment.put("MNIST_SPARK_SECRET", "two words");

    assertRefuses("standalone.sh", "standalone.sh: expected MNIST_SPARK_SECRET without spaces");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          standalone.sh --print --executors 2 --cores 3 --epochs 2 -- --name n | --master spark://127.0.0.1:PORT --conf spark.executor.cores=3 --conf spark.task.cpus=3 --conf spark.cores.max=6 --executor-memory 2g --name n --class org.mnistspark.cli.Main JAR train --epochs 2
          standalone.sh evaluate --print --master spark://h:7077 --model m | --master spark://h:7077 --class org.mnistspark.cli.Main JAR evaluate --model m
          yarn.sh --print --data d --output o | --master yarn --deploy-mode client --num-executors 2 --executor-cores 1 --conf spark.task.cpus=1 --conf spark.authenticate=true --conf spark.network.crypto.enabled=true --conf spark.yarn.maxAppAttempts=1 --class org.mnistspark.cli.Main JAR train --data d --output o
          yarn.sh --print --data d --output o --run-id a --resume | --master yarn --deploy-mode client --num-executors 2 --executor-cores 1 --conf spark.task.cpus=1 --conf spark.authenticate=true --conf spark.network.crypto.enabled=true --class org.mnistspark.cli.Main JAR train --data d --output o --run-id a --resume
          yarn.sh --print --deploy-mode=cluster --executors=3 --cores=4 --memory=5g data describe --data d -- --queue q | --master yarn --deploy-mode cluster --num-executors 3 --executor-cores 4 --conf spark.task.cpus=4 --conf spark.authenticate=true --conf spark.network.crypto.enabled=true --conf spark.yarn.maxAppAttempts=1 --executor-memory 5g --queue q --class org.mnistspark.cli.Main JAR data describe --data d
          kubernetes/submit.sh --print --master k8s://https://h:6443 --image i --namespace n --service-account s --executors 3 --cores 4 --memory 5g train --data d --output o -- --conf a=b | --master k8s://https://h:6443 --deploy-mode cluster --name mnist-spark --conf spark.kubernetes.namespace=n --conf spark.kubernetes.authenticate.driver.serviceAccountName=s --conf spark.kubernetes.container.image=i --conf spark.kubernetes.driver.podTemplateFile=PROJECT/submit/kubernetes/driver.yaml --conf spark.kubernetes.executor.podTemplateFile=PROJECT/submit/kubernetes/executor.yaml --conf spark.executor.instances=3 --conf spark.executor.cores=4 --conf spark.task.cpus=4 --conf spark.kubernetes.report.interval=60s --conf spark.authenticate=true --conf spark.network.crypto.enabled=true --executor-memory 5g --conf a=b --class org.mnistspark.cli.Main local:///opt/mnist-spark/mnist-spark-job.jar train --data d --output o
          kubernetes/submit.sh --print --master k8s://h --image i --deploy-mode client train --data d --output o | --master k8s://h --deploy-mode client --name mnist-spark --conf spark.kubernetes.namespace=default --conf spark.kubernetes.authenticate.driver.serviceAccountName=mnist-spark --conf spark.kubernetes.container.image=i --conf spark.kubernetes.driver.podTemplateFile=PROJECT/submit/kubernetes/driver.yaml --conf spark.kubernetes.executor.podTemplateFile=PROJECT/submit/kubernetes/executor.yaml --conf spark.executor.instances=2 --conf spark.executor.cores=1 --conf spark.task.cpus=1 --conf spark.kubernetes.report.interval=60s --conf spark.authenticate=true --conf spark.network.crypto.enabled=true --class org.mnistspark.cli.Main JAR train --data d --output o
          """)
  void printsTheCommandThatItWouldRun(String command, String expected)
      throws IOException, InterruptedException {
    String project = System.getProperty("user.dir");
    assumeTrue(
        project.matches("[\\w/.+=@-]+") || !expected.contains("PROJECT"),
        "the project's folder is printed as a URI");

    Ended ended = run(command);

    String line =
        expected.replace("JAR", environment.get("MNIST_SPARK_JAR")).replace("PROJECT", project);
    assertEquals(0, ended.code(), ended.all());
    assertEquals(
        home.toString().replace(" ", "\\ ") + "/bin/spark-submit " + line + "\n", ended.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local.sh",
        "standalone.sh --master spark://h:7077 train",
        "yarn.sh --data d --output o",
        "kubernetes/submit.sh --master k8s://h --image i --data d --output o"
      })
  void passesArgumentsAndTheExitCodeOn(String command) throws IOException, InterruptedException {
    Ended ended = run(command + " --seed=5 -- --name a*b");

    assertEquals(7, ended.code(), ended.all());
    assertTrue(ended.out().contains("<--name>\n<a*b>\n<--class>"), ended.out());
    assertTrue(ended.out().contains("<train>\n"), ended.out());
    assertTrue(ended.out().endsWith("<--seed=5>\n"), ended.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                                                  | local[37]   | 37
          --master local                          | local       | 1
          --master local[1]                       | local[1]    | 1
          --master=local[4]                       | local[4]    | 4
          --master local[*]                       | local[*]    | 37
          --master local[2,3]                     | local[2,3]  | 2
          --master local[*,3]                     | local[*,3]  | 37
          --conf spark.master=local[3]            | local[3]    | 3
          --conf=spark.master=local[3]            | local[3]    | 3
          -c spark.master=local[3]                | local[3]    | 3
          --master local[2] --conf spark.master=local[3] --name --conf | local[2] | 2
          """)
  void givesATaskTheCoresOfTheMaster(String options, String master, int cores)
      throws IOException, InterruptedException {
    environment.put("JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=37");

    Ended ended = run("local.sh train -- " + (options == null ? "" : options));

    assertTrue(
        ended
            .out()
            .startsWith(
                "<--master>\n<%s>\n<--conf>\n<spark.task.cpus=%s>\n".formatted(master, cores)),
        ended.all());
  }

  @Test
  void dividesTheCoresThatTheScriptMayUse() throws IOException, InterruptedException {
    environment.put("JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=37");

    Ended ended = run("standalone.sh --print --executors 3");

    assertTrue(ended.out().contains(" spark.executor.cores=12 "), ended.all());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local.sh",
        "standalone.sh --master spark://h:7077",
        "yarn.sh --data d --output o",
        "kubernetes/submit.sh --master k8s://h --image i --data d --output o"
      })
  void startsThroughLinksAndWithCdpath(String command) throws IOException, InterruptedException {
    String[] words = command.split(" ");
    Path links = Files.createDirectories(folder.resolve("links/of"));
    Path absolute = links.resolveSibling("absolute");
    Files.createSymbolicLink(absolute, Path.of("submit", words[0]).toAbsolutePath());
    Files.createSymbolicLink(links.resolve("relative"), Path.of("../absolute"));
    environment.put("CDPATH", folder + ":/usr");

    for (String script : List.of("submit/" + words[0], links.resolve("relative").toString())) {
      words[0] = script;
      Ended ended = ScriptProcess.run(folder, environment, words);
      assertEquals(7, ended.code(), ended.all());
      assertTrue(ended.out().contains("<org.mnistspark.cli.Main>"), ended.all());
    }
    // JUnit would warn of links that lead elsewhere.
    FileUtils.deleteDirectory(links.getParent().toFile());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local.sh",
        "standalone.sh --master spark://h:7077",
        "yarn.sh --data d --output o",
        "kubernetes/submit.sh --master k8s://h --image i --data d --output o"
      })
  void refusesAnotherSpark(String command) throws IOException, InterruptedException {
    String expected =
        ": expected a Spark 3.5 for Scala 2.12 or a Spark 4.2 for Scala 2.13, found Spark ";
    String name = command.replaceFirst(" .*", "");
    Path core = home.resolve("jars/spark-core_2.12-3.5.5.jar");

    Path other = Files.move(core, home.resolve("jars/spark-core_2.12-3.3.2.jar"));
    assertRefuses(
        command, name + expected + "3.3.2 for Scala 2.12 in " + home + "; set SPARK_HOME");
    other = Files.move(other, home.resolve("jars/spark-core_2.13-3.5.5.jar"));
    assertRefuses(command, name + expected + "3.5.5 for Scala 2.13 in ");
    other = Files.move(other, home.resolve("jars/spark-core_2.13-4.1.1.jar"));
    assertRefuses(command, name + expected + "4.1.1 for Scala 2.13 in ");
    other = Files.move(other, home.resolve("jars/spark-core_2.13-4.2.1.jar"));
    assertEquals(7, run(command).code());
    Files.delete(other);
    Files.writeString(home.resolve("RELEASE"), "Spark 4.0.0 (git revision f) built for Hadoop 3\n");
    assertRefuses(command, name + expected + "4.0.0 in ");

    Files.writeString(home.resolve("RELEASE"), "Spark 4.2.0 (git revision f) built for Hadoop 3\n");
    assertEquals(7, run(command).code());
    Files.writeString(home.resolve("RELEASE"), "Spark 3.5.1 (git revision f) built for Hadoop 3\n");
    assertEquals(7, run(command).code());
  }

  @Test
  void handsSparkAJarWhoseNameItUnderstands() throws IOException, InterruptedException {
    Path jar = Files.createDirectory(folder.resolve(OddNames.ANY)).resolve("job.jar");
    environment.put("MNIST_SPARK_JAR", Files.createFile(jar).toString());

    Ended ended = run("local.sh");

    String name =
        ended.out().lines().filter(line -> line.endsWith("job.jar>")).findFirst().orElseThrow();
    assertFalse(name.contains(",") || name.contains("#"), name);
    assertEquals(jar, Path.of(URI.create(name.substring(1, name.length() - 1))));
  }

  /** So that nobody copies it, and Java can share its classes. */
  @Test
  void hasTheJarOnTheClassPathOfThisMachinesProcesses() throws IOException, InterruptedException {
    script("spark-submit", "echo \"$SPARK_DIST_CLASSPATH\"; printf '<%s>\\n' \"$@\"");
    environment.put("SPARK_DIST_CLASSPATH", "/users/own.jar");

    List<String> lines = run("local.sh").out().lines().toList();

    assertEquals("/users/own.jar:" + folder.resolve("job.jar"), lines.get(0));
    assertTrue(lines.contains("<spark-internal>"), lines.toString());
  }

  @Test
  void refusesFoldersThatJavaCannotHaveOnAClassPath() throws IOException, InterruptedException {
    environment.put("SPARK_HOME", Files.createDirectory(folder.resolve("a:b")).toString());
    assertRefuses("local.sh", "local.sh: expected SPARK_HOME without ':' and ");
    environment.put("SPARK_HOME", Files.createDirectories(folder.resolve("a!/b")).toString());
    assertRefuses("local.sh", "local.sh: expected SPARK_HOME without ':' and ");
    environment.put("SPARK_HOME", home.toString());
    environment.put("SPARK_CONF_DIR", folder.resolve("a:b").toString());
    assertRefuses("local.sh", "local.sh: expected SPARK_CONF_DIR without ':' and ");
    environment.remove("SPARK_CONF_DIR");
    environment.put("TMPDIR", folder.resolve("a:b").toString());
    assertRefuses("standalone.sh", "standalone.sh: expected TMPDIR without ':' and ");
    environment.put("TMPDIR", Files.createDirectory(folder.resolve("a,b")).toString());
    assertRefuses("standalone.sh", "standalone.sh: expected TMPDIR without ',', ");
    environment.put("TMPDIR", folder.resolve("none").toString());
    assertRefuses("standalone.sh", "standalone.sh: expected TMPDIR to be a folder to write to");
  }

  @Test
  void aUserWithoutANameHasAHomeButNoCluster() throws IOException, InterruptedException {
    script("spark-submit", "echo \"$SPARK_SUBMIT_OPTS\"");
    script("id", "case $1 in -u) echo 12345 ;; *) echo no name >&2; exit 1 ;; esac");
    environment.put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("HOME", "/my \"home\"");

    assertEquals("\"-Duser.home=/my \\\"home\\\"\"\n", run("local.sh").out());
    String end = " need, found the user id 12345 without one; add it to /etc/passwd, ";
    assertRefuses(
        "standalone.sh", "standalone.sh: expected a user with a name, which executors" + end);
    assertRefuses(
        "yarn.sh --deploy-mode cluster --data d --output o",
        "yarn.sh: expected a user with a name, which submissions in cluster mode" + end);
  }

  @Test
  void namesFilesInUtf8WhereTheLocaleHasAsciiAlone() throws IOException, InterruptedException {
    Ended locales = ScriptProcess.run(folder, Map.of(), "sh", "-c", "locale -a");
    assumeTrue(
        locales.out().matches("(?is).*\\b(C|en_US)\\.utf-?8\\b.*"), "needs a locale with UTF-8");
    script("spark-submit", "locale charmap");
    environment.put("LC_ALL", "C");

    assertEquals("UTF-8\n", run("local.sh").out());
  }

  @Test
  void givesAnExistingClusterItsSecretInAPrivateFile() throws IOException, InterruptedException {
    script("spark-submit", "env | grep SECRET; ls -ld $SPARK_CONF_DIR/*; cat $SPARK_CONF_DIR/*");
    Path conf = Files.createDirectory(folder.resolve("conf"));
    Files.writeString(conf.resolve("spark-defaults.conf"), "spark.app.name  mine");
    environment.put("SPARK_CONF_DIR", conf.toString());
    environment.put("MNIST_SPARK_SECRET", "of-the-cluster");

    Ended ended = run("standalone.sh --master spark://h:7077 train");

    assertEquals(0, ended.code(), ended.all());
    assertTrue(ended.out().startsWith("-rw------- "), ended.out());
    List<String> settings = ended.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
    assertTrue(settings.contains("spark.app.name mine"), ended.out());
    assertTrue(settings.contains("spark.authenticate true"), ended.out());
    assertTrue(settings.contains("spark.authenticate.secret of-the-cluster"), ended.out());
    assertTrue(settings.contains("spark.network.crypto.enabled true"), ended.out());
    assertEquals(List.of(), scratchFiles());
  }

  @Test
  void saysWhyAClusterDoesNotStart() throws IOException, InterruptedException {
    script("spark-class", "echo no port is free; exit 1");

    Ended ended = run("standalone.sh");

    assertEquals(1, ended.code(), ended.all());
    assertTrue(ended.err().contains("no port is free\n"), ended.err());
    assertTrue(
        ended.err().contains("standalone.sh: expected the master to say 'elected leader'"),
        ended.err());
    assertTrue(
        ended.err().contains("standalone.sh: the cluster's logs are in " + folder), ended.err());
    assertTrue(scratchFiles().stream().anyMatch(file -> file.endsWith("master.log")));
    assertFalse(scratchFiles().stream().anyMatch(file -> file.contains("spark-defaults")));
  }

  private List<String> scratchFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("tmp"))) {
      return files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }
}
