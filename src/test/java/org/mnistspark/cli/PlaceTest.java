package org.mnistspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class PlaceTest {
  private static Place of(String typed) {
    return Place.of(typed, Map.of("HOME", "/home/me"), "?", false);
  }

  private static String refusal(String typed, Map<String, String> environment, boolean inCluster) {
    return assertThrows(
            TypeConversionException.class, () -> Place.of(typed, environment, "?", inCluster))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          runs                | runs
          ~                   | /home/me
          ~/runs              | /home/me/runs
          a~                  | a~
          ~a                  | ~a
          /a b%20c/ö[1]#?     | /a b%20c/ö[1]#?
          //a//b              | /a//b
          12:30               | ./12:30
          a:b/c               | ./a:b/c
          a/12:30             | a/12:30
          file:///a%20b       | file:///a%20b
          hdfs://h:1/d        | hdfs://h:1/d
          s3a://bucket/a:b    | s3a://bucket/a:b
          file:/a             | file:/a
          C:\\a                | C:\\a
          """)
  void isWhatHadoopTakes(String typed, String expected) {
    assertEquals(expected, of(typed).text());
  }

  @Test
  void aHomeMayBeTheRoot() {
    assertEquals("/runs", Place.of("~/runs", Map.of("HOME", "/"), "?", false).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"12:30", "a:b/c", "50% %41 #?[1]{a,b}*", " ", "a\\b"})
  void keepsEveryCharacterOfAName(String name) {
    Path path = new Path(new Path("file:/folder"), new Path(of(name).text()));

    assertEquals("/folder/" + name, path.toUri().getPath());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          file:///a b%20c | /a b%20c
          file:/a         | /a
          ~/a             | /home/me/a
          12:30           | ./12:30
          a b             | a b
          """)
  void isALocalPath(String typed, String expected) {
    assertEquals(java.nio.file.Path.of(expected), of(typed).local());
  }

  @Test
  void refusesOtherPlacesAsLocalPath() {
    TypeConversionException error =
        assertThrows(TypeConversionException.class, () -> of("hdfs:///a").local());

    assertEquals(
        "expected a path on this machine, found hdfs:///a; copy files from or to elsewhere by hadoop fs or the store's own tool",
        error.getMessage());
  }

  @Test
  void refusesWhatIsNoPlace() {
    Map<String, String> home = Map.of("HOME", "/home/me");

    assertEquals("expected a path or URI, found an empty text", refusal("", home, false));
    assertEquals("expected hdfs:/ and a path, found hdfs:runs", refusal("hdfs:runs", home, false));
    assertEquals(
        "expected a path, found ~you/runs, another user's home; write it out, or ./~you/runs for a folder of that name",
        refusal("~you/runs", home, false));
    assertEquals(
        "expected a path that means the same on every machine, found ~/runs, which is the home of the driver in the cluster; write it out",
        refusal("~/runs", home, true));
    assertEquals(
        "expected HOME to be the folder that ~ stands for, found '?'; set it, or write the path out",
        refusal("~/runs", Map.of(), false));
    assertEquals(
        "expected HOME to be the folder that ~ stands for, found ''; set it, or write the path out",
        refusal("~/runs", Map.of("HOME", ""), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train --data=~you/x",
        "train --output=~you/x",
        "train --config=~you/x",
        "evaluate --data=d --model=~you/x",
        "evaluate --model=m --data=~you/x",
        "evaluate --model=m --data=d --output=~you/x",
        "predict --input=i --output=o --model=~you/x",
        "predict --model=m --output=o --input=~you/x",
        "predict --model=m --input=i --output=~you/x",
        "data describe --data=~you/x",
        "data fetch --output=~you/x",
        "data synthesize --output=~you/x"
      })
  void isWhatEveryOptionForPathsTakes(String arguments) {
    Invocation result = Invocation.of(arguments.split(" "));

    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains(": expected a path, found ~you/x, another"), result.err());
    assertEquals(1, result.err().lines().filter(line -> !line.startsWith("See ")).count());
  }

  @Test
  void aValueInAConfigFileIsOneToo(@TempDir java.nio.file.Path folder) throws IOException {
    java.nio.file.Path file = folder.resolve("own.properties");
    Files.writeString(file, "output = ~you/x\n");

    Invocation result = Invocation.of("train", "--config=file:" + file);

    assertTrue(result.err().contains("expected a path, found ~you/x, another"), result.err());
  }
}
