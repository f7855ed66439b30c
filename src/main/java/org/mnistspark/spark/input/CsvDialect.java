package org.mnistspark.spark.input;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.data.DataException;
import org.mnistspark.files.DataFolder;
import org.mnistspark.files.FileSystems;

/**
 * How a CSV file is written, by its first lines: separator, header, and which columns hold numbers.
 * The parser is the one that Spark reads CSV with.
 */
record CsvDialect(char separator, boolean header, StructType schema) {
  /** What is looked at: a line of 10,000 pixels has 40 kB. */
  private static final int SAMPLE_BYTES = 1 << 18;

  private static final int SAMPLE_LINES = 100;

  private static final int MAX_COLUMNS = 1 << 17;

  /**
   * Looks at the beginning of a file.
   *
   * @throws DataException if it cannot be read or has no row
   */
  static CsvDialect of(Configuration conf, Path file) {
    List<String[]> lines;
    CsvParser parser = parser();
    try {
      byte[] sample = sample(conf, file);
      Reader text = new InputStreamReader(new ByteArrayInputStream(sample), StandardCharsets.UTF_8);
      lines = lines(parser, text, sample.length == SAMPLE_BYTES);
    } catch (IOException e) {
      throw DataFolder.unreadable(file.toString(), "a readable CSV file", e);
    }
    if (lines.isEmpty()) {
      throw new DataException(
          file + ": expected a CSV file with rows, found none; name another file");
    }
    boolean header = hasHeader(lines);
    List<String[]> rows = header ? lines.subList(1, lines.size()) : lines;
    return new CsvDialect(
        parser.getDetectedFormat().getDelimiter(), header, schema(lines.get(0), header, rows));
  }

  private static CsvParser parser() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.detectFormatAutomatically(',', ';', '\t', '|');
    settings.setMaxColumns(MAX_COLUMNS);
    settings.setMaxCharsPerColumn(SAMPLE_BYTES);
    return new CsvParser(settings);
  }

  private static byte[] sample(Configuration conf, Path file) throws IOException {
    FileSystem system = InputFiles.raw(FileSystems.of(conf, file));
    CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file);
    try (InputStream raw = system.open(file);
        InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
      ByteArrayOutputStream sample = new ByteArrayOutputStream();
      sample.write(in.readNBytes(SAMPLE_BYTES));
      return sample.toByteArray();
    }
  }

  /** Whole lines; the last one of a sample that was cut is not. */
  private static List<String[]> lines(CsvParser parser, Reader text, boolean cut) {
    List<String[]> lines = new ArrayList<>();
    parser.beginParsing(text);
    String[] line = parser.parseNext();
    while (line != null && lines.size() <= SAMPLE_LINES) {
      lines.add(line);
      line = parser.parseNext();
    }
    boolean whole = line != null || !cut || lines.size() == 1;
    parser.stopParsing();
    return whole ? lines : lines.subList(0, lines.size() - 1);
  }

  /** A header is text over numbers, or, over text, a line of other words. */
  private static boolean hasHeader(List<String[]> lines) {
    String[] first = lines.get(0);
    if (Arrays.stream(first).anyMatch(cell -> cell == null || isNumber(cell))) {
      return false;
    }
    return lines.size() == 1 || lines.get(1).length == first.length;
  }

  private static StructType schema(String[] first, boolean header, List<String[]> rows) {
    StructType schema = new StructType();
    for (int c = 0; c < first.length; c++) {
      // As Spark calls columns without a name.
      String name = header && !first[c].isBlank() ? first[c].strip() : "_c" + c;
      schema = schema.add(name, isNumeric(rows, c) ? DataTypes.DoubleType : DataTypes.StringType);
    }
    return schema;
  }

  private static boolean isNumeric(List<String[]> rows, int column) {
    boolean any = false;
    for (String[] row : rows) {
      String cell = column < row.length ? row[column] : null;
      if (cell != null && !isMissing(cell)) {
        if (!isNumber(cell)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  private static boolean isMissing(String cell) {
    String text = cell.strip();
    return text.isEmpty()
        || text.equals("?")
        || text.equalsIgnoreCase("na")
        || text.equalsIgnoreCase("nan")
        || text.equalsIgnoreCase("null");
  }

  private static boolean isNumber(String cell) {
    try {
      Double.parseDouble(cell.strip());
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
