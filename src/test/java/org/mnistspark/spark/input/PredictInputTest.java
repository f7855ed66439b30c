package org.mnistspark.spark.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.DataException;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.Signature;
import org.mnistspark.data.Split;
import org.mnistspark.spark.source.IdxFixture;
import org.mnistspark.testing.Child;
import org.mnistspark.testing.LocalSpark;
import org.mnistspark.testing.Pictures;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class PredictInputTest {
  @TempDir private Path home;

  private PredictInput open(SparkSession spark, String... names) {
    List<String> inputs = Arrays.stream(names).map(name -> home + "/" + name).toList();
    return PredictInput.open(spark, inputs, Split.TRAIN, Signature.numbered(List.of(28, 28), 10));
  }

  private String refusal(SparkSession spark, String... names) {
    return assertThrows(DataException.class, () -> open(spark, names))
        .getMessage()
        .replace("file:" + home, "H")
        .replace(home.toString(), "H");
  }

  private static Float[] levels(int... levels) {
    return Arrays.stream(levels).mapToObj(level -> level / 255f).toArray(Float[]::new);
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private void write(String name, String content) throws IOException {
    write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A stroke on black, of MNIST's size. */
  private static byte[] picture() {
    byte[] digit = new byte[784];
    Arrays.fill(digit, 10 * 28 + 10, 10 * 28 + 15, (byte) 255);
    return Pictures.plain(digit);
  }

  /** The last parts of the paths that are read, in order. */
  private static List<String> read(PredictInput input) {
    return input.frame().select("path").collectAsList().stream()
        .map(row -> row.getString(0))
        .map(path -> path.substring(path.lastIndexOf('/') + 1))
        .sorted()
        .toList();
  }

  private List<String> names(LeftOut files) {
    return files.examples().stream().map(file -> file.replace("file:" + home, "H")).toList();
  }

  @Test
  void anIdxFolderHasLabelsAsNumbers(SparkSession spark) {
    IdxFixture.folder(home.resolve("digits"), IdxFixture.images(12), IdxFixture.labels(12));

    PredictInput input = open(spark, "digits");

    assertEquals(InputKind.ARRAYS, input.kind());
    assertEquals(OptionalInt.of(6), input.width());
    assertEquals(List.of("file:" + home + "/digits"), input.paths());
    assertArrayEquals(new String[] {"index", "features", "label"}, input.frame().columns());
    Row last = input.frame().orderBy("index").collectAsList().get(11);
    assertEquals(11L, last.getLong(0));
    assertEquals(Arrays.asList(levels(11, 12, 13, 14, 15, 16)), last.getList(1));
    assertEquals(1, last.getInt(2));
  }

  @Test
  void anIdxFolderMayLackLabels(SparkSession spark) throws IOException {
    write("digits/" + IdxFixture.IMAGES + ".gz", IdxFixture.gzip(IdxFixture.images(3)));

    Dataset<Row> frame = open(spark, "digits").frame();

    assertArrayEquals(new String[] {"index", "features"}, frame.columns());
    assertEquals(3, frame.collectAsList().size());
    assertEquals(3, frame.count());
  }

  @Test
  void anIdxFileMayHaveAnyName(SparkSession spark) throws IOException {
    write("digits.bin", IdxFixture.images(2));
    write("my-images-idx3-ubyte", IdxFixture.images(5));
    write("my-labels-idx1-ubyte.gz", IdxFixture.gzip(IdxFixture.labels(5)));

    assertEquals(2, open(spark, "digits.bin").frame().collectAsList().size());
    List<Row> labelled = open(spark, "my-images-idx3-ubyte").frame().collectAsList();
    assertEquals(5, labelled.size());
    assertEquals(4, labelled.get(4).getInt(2));
  }

  private void assertLabelsLeftOut(SparkSession spark, String name, String why) {
    PredictInput input = open(spark, name);

    assertArrayEquals(new String[] {"index", "features"}, input.frame().columns());
    assertEquals(5, input.frame().collectAsList().size());
    assertEquals(
        List.of("the labels beside the images were left out: " + why),
        input.warnings().stream().map(warning -> warning.replace("file:" + home, "H")).toList());
  }

  @Test
  void labelsThatDoNotFitAreLeftOut(SparkSession spark) throws IOException {
    write("my-images-idx3-ubyte", IdxFixture.images(5));
    String labels = "my-labels-idx1-ubyte";
    ArrayHeader five = ArrayHeader.of(ElementType.UNSIGNED_BYTE, 5);

    write(labels, IdxFixture.labels(4));
    assertLabelsLeftOut(
        spark,
        "my-images-idx3-ubyte",
        "expected as many labels as images, found 5 images in H/my-images-idx3-ubyte and 4 labels in"
            + " H/my-labels-idx1-ubyte; replace the one that is wrong");
    write(labels, IdxFixture.file(five, new byte[][] {{1}, {26}, {3}, {4}, {5}}));
    assertLabelsLeftOut(
        spark,
        "my-images-idx3-ubyte",
        "H/my-labels-idx1-ubyte: expected labels 0 to 9, found label 26 at index 1");
    write(labels, IdxFixture.file(ArrayHeader.of(ElementType.INT, 5, 9), new byte[5][36]));
    assertLabelsLeftOut(
        spark,
        "my-images-idx3-ubyte",
        "H/my-labels-idx1-ubyte: expected labels of 1 dimension, found [5, 9]; replace the file");
    write(labels, "text");
    assertTrue(
        open(spark, "my-images-idx3-ubyte").warnings().get(0).contains("/my-labels-idx1-ubyte: "));
  }

  @Test
  void imagesAreNormalizedAndBrokenOnesCounted(SparkSession spark) throws IOException {
    write("pictures/1/a.png", picture());
    write("pictures/1/b.PNG", picture());
    write("pictures/blank.png", Pictures.plain(new byte[784]));
    write("pictures/broken.png", "text");
    write("pictures/photo.webp", "RIFF\0\0\0\0WEBPVP8 ");

    PredictInput input = open(spark, "pictures");
    List<Row> rows = input.frame().collectAsList();

    assertEquals(InputKind.IMAGES, input.kind());
    assertEquals(OptionalInt.of(784), input.width());
    assertEquals("pictures, 5 files", input.description());
    assertEquals(2, rows.size());
    assertEquals("file:" + home + "/pictures/1/a.png", rows.get(0).getString(0));
    assertEquals(1f, rows.get(0).getList(1).get(10 * 28 + 12));
    assertEquals(3, input.unreadable().count());
    assertEquals(
        List.of(
            "H/pictures/blank.png: found nothing drawn in it: all pixels are of nearly the same grey",
            "H/pictures/broken.png: found not a PNG, JPEG, GIF, BMP or TIFF image",
            "H/pictures/photo.webp: found a WebP image, which Java does not read; convert it to PNG"
                + " or JPEG"),
        names(input.unreadable()));
  }

  @Test
  void picturesAreKnownByTheirContent(SparkSession spark) throws IOException {
    write("pictures/scan", picture());
    write("pictures/camera.jfif", Pictures.encoded(digit(), "jpg"));
    write("pictures/fax.tif", Pictures.encoded(digit(), "tif"));
    write("pictures/_7.png", picture());
    write("pictures/_old/8.png", picture());
    write("pictures/.hidden/9.png", picture());
    write("pictures/labels.csv", "path,label");

    PredictInput input = open(spark, "pictures");

    assertEquals(List.of("8.png", "_7.png", "camera.jfif", "fax.tif", "scan"), read(input));
    assertEquals(0, input.unreadable().count());
    assertEquals(List.of("H/pictures/labels.csv"), names(input.others()));
    assertEquals(
        "pictures, 6 files; 1 hidden by a dot were passed over: 9.png", input.description());
    for (String one : List.of("pictures/scan", "pictures/_7.png", "pictures/.hidden/9.png")) {
      assertEquals(1, read(open(spark, one)).size(), one);
    }
    write("untitled/scan", picture());
    assertEquals(InputKind.IMAGES, open(spark, "untitled").kind());
  }

  private static BufferedImage digit() {
    BufferedImage image = new BufferedImage(60, 60, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setStroke(new BasicStroke(6));
    graphics.drawLine(20, 10, 35, 50);
    graphics.dispose();
    return image;
  }

  @Test
  void picturesGoBeforeTheTablesBesideThem(SparkSession spark) throws IOException {
    write("folder/a/metadata.jsonl", "{\"features\":[0]}\n");
    write("folder/metadata.jsonl", "{\"features\":[0]}\n");
    write("folder/metadata.parquet", "PAR1");
    write("folder/z/1.png", picture());

    PredictInput input = open(spark, "folder");

    assertEquals(List.of("1.png"), read(input));
    assertEquals(3, input.others().count());
    Files.delete(home.resolve("folder/z/1.png"));
    write("folder/z/scan", picture());
    assertEquals(InputKind.IMAGES, open(spark, "folder").kind());
  }

  @Test
  void namesAndGlobsOfImagesCount(SparkSession spark) throws IOException {
    for (String name :
        List.of("a.png", "b.png", "c [1].png", "d 12:30.png", "e%20f.png", "ö.png")) {
      write("in/" + name, picture());
    }

    assertEquals(6, read(open(spark, "in")).size());
    assertEquals(6, read(open(spark, "in/*.png")).size());
    assertEquals(6, read(open(spark, "{in,out}/*.png")).size());
    assertEquals(List.of("a.png", "b.png"), read(open(spark, "in/[ab].png")));
    List<String> named = List.of("a.png", "c [1].png", "d 12:30.png", "e%20f.png", "ö.png");
    String[] names = named.stream().map(name -> "in/" + name).toArray(String[]::new);
    assertEquals(named, read(open(spark, names)));
  }

  @Test
  void aRelativeNameMayHaveAColon(SparkSession spark) throws IOException {
    // Relative to the test's own folder: nothing else is.
    Path file = Path.of("target", "a 12:30.png");
    Files.write(file, picture());
    try {
      PredictInput input =
          PredictInput.open(
              spark,
              List.of("target/a 12:30.png"),
              Split.TEST,
              Signature.numbered(List.of(28, 28), 10));
      assertEquals(List.of("a 12:30.png"), read(input));
      assertEquals(List.of("file:" + file.toAbsolutePath()), input.paths());
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void namesThatCannotBeDecodedAreRefusedOrCounted(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("a.png"), picture());
    Files.write(folder.resolve("zwölf.png"), picture());
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            Undecodable.class.getName(),
            folder.toString(),
            folder + "/zwölf.png");
    builder.environment().put("LC_ALL", "C");
    try (Child child = Child.start(builder)) {
      assertEquals(0, child.await(Duration.ofMinutes(2)), child::toString);
      assertTrue(child.lines().contains("1 files, 1 undecodable"), child::toString);
      assertTrue(
          child.lines().stream()
              .anyMatch(
                  line ->
                      line.endsWith(
                          "expected a name that Java can decode, found bytes that are none in this"
                              + " locale's encoding, ANSI_X3.4-1968; set LC_ALL=C.UTF-8")),
          child::toString);
    }
  }

  /** The program of a JVM whose names are ASCII. */
  static final class Undecodable {
    private Undecodable() {}

    /** Resolves a folder and a file. */
    public static void main(String[] args) {
      InputFiles files =
          InputPaths.resolve(new Configuration(), List.of(args[0])).contents().get(0);
      System.out.println(files.files().size() + " files, " + files.undecodable() + " undecodable");
      try {
        InputPaths.resolve(new Configuration(), List.of(args[1]));
      } catch (DataException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void tablesMayHaveAnyNumbers(SparkSession spark) throws IOException {
    write("ints.json", "{\"features\":[0,1,1],\"name\":\"a\"}\n");
    write("doubles.jsonl", "{\"features\":[0.5,0.25,1e0]}\n");

    Dataset<Row> ints = open(spark, "ints.json").frame();
    assertEquals(List.of(0f, 1f, 1f), ints.first().getList(0));
    assertEquals("a", ints.first().getString(1));
    PredictInput doubles = open(spark, "doubles.jsonl");
    assertEquals(OptionalInt.empty(), doubles.width());
    assertEquals(List.of(0.5f, 0.25f, 1f), doubles.frame().first().getList(0));
  }

  @Test
  void parquetMayHaveVectors(SparkSession spark) {
    StructType schema =
        new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("id", DataTypes.IntegerType);
    List<Row> rows =
        List.of(
            RowFactory.create(Vectors.dense(0.5, 0, 1), 1),
            RowFactory.create(Vectors.sparse(3, new int[] {2}, new double[] {0.25}), 2));
    spark.createDataFrame(rows, schema).coalesce(1).write().parquet(home + "/vectors");

    List<Row> found = open(spark, "vectors").frame().orderBy("id").collectAsList();

    assertEquals(List.of(0.5f, 0f, 1f), found.get(0).getList(0));
    assertEquals(List.of(0f, 0f, 0.25f), found.get(1).getList(0));
  }

  @Test
  void whatIsNoTableOfFeaturesIsRefused(SparkSession spark) throws IOException {
    write("pixels.json", "{\"pixels\":\"0 1 1\",\"name\":\"a\"}\n");
    write("text.json", "{\"features\":\"0 1 1\"}\n");
    write("broken.parquet", "text");

    assertEquals(
        "H/pixels.json: expected a column features, an array of numbers, or columns of numbers, found name"
            + " of type string, pixels of type string; name or make such columns",
        refusal(spark, "pixels.json"));
    assertEquals(
        "H/text.json: expected a column features, an array of numbers, or columns of numbers, found"
            + " features of type string; name or make such columns",
        refusal(spark, "text.json"));
    String broken = refusal(spark, "broken.parquet");
    assertTrue(
        broken.startsWith("H/broken.parquet: expected readable Parquet files, found"), broken);
  }

  @Test
  void nothingFoundIsSaid(SparkSession spark) throws IOException {
    Files.createDirectory(home.resolve("empty"));
    write("hidden/_temporary/part.parquet", "x");
    write("notes.txt", "text");

    String nothing =
        ": expected arrays, pictures or tables or a folder of them, found nothing of that name;"
            + " check the path";
    assertEquals("H/none" + nothing, refusal(spark, "none"));
    assertEquals("H/*.png" + nothing, refusal(spark, "*.png"));
    for (String folder : List.of("empty", "hidden")) {
      assertEquals(
          "H/"
              + folder
              + ": expected arrays, pictures or tables in the folder, found none; name"
              + " other files",
          refusal(spark, folder));
    }
    assertEquals(
        "H/notes.txt: expected arrays, pictures or tables, found none; name other files",
        refusal(spark, "notes.txt"));
  }

  @Test
  void kindsAreNotMixed(SparkSession spark) throws IOException {
    write("a.png", picture());
    write("a.json", "{\"features\":[0]}\n");
    IdxFixture.folder(home.resolve("one"), IdxFixture.images(1), IdxFixture.labels(1));
    IdxFixture.folder(home.resolve("two"), IdxFixture.images(1), IdxFixture.labels(1));

    assertEquals(
        "`input`: expected inputs of one kind, found [IMAGES, JSON]; predict them one by one",
        refusal(spark, "a.json", "a.png"));
    assertEquals(
        "`input`: expected one IDX folder or IDX image file, found 2 paths; predict them one by one",
        refusal(spark, "one", "two"));
  }
}
