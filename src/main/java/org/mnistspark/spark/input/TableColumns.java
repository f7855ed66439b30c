package org.mnistspark.spark.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.data.DataException;
import org.mnistspark.spark.column.FeatureColumn;

/**
 * Which columns of a table hold features, and which the label.
 *
 * @param form how features are held
 * @param features names of their columns, as in the table
 * @param label name of the label's column; empty where there is none
 * @param leftOut columns of neither numbers nor labels
 */
public record TableColumns(
    Form form, List<String> features, Optional<String> label, List<String> leftOut) {
  /** How features are held. */
  public enum Form {
    /** A column of numbers for each. */
    NUMBERS,
    /** One column of arrays. */
    ARRAY,
    /** One column of Spark ML's vectors. */
    VECTOR,
    /** One column with the file of a picture, as Hugging Face's data sets have it. */
    PICTURE
  }

  private static final List<String> LABEL_NAMES =
      List.of("label", "labels", "class", "target", "y");

  private static final String PICTURE_BYTES = "bytes";

  /** Copies the lists. */
  public TableColumns {
    features = List.copyOf(features);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Finds the columns: those that are named, else a column {@code features}, else one of pictures,
   * else all that hold numbers.
   *
   * @param where the table is, for messages
   * @param label name of the label's column, or its number where columns have none; empty: what is
   *     called label, class, target or y
   * @param features names; empty: to be found
   * @throws DataException if a named one is missing, or none can hold features
   */
  public static TableColumns of(
      String where, StructType schema, Optional<String> label, List<String> features) {
    Optional<String> labelled =
        label.isPresent()
            ? Optional.of(named(where, schema, label.get(), "label"))
            : guessed(schema);
    StructField[] others =
        Arrays.stream(schema.fields())
            .filter(field -> labelled.filter(field.name()::equals).isEmpty())
            .toArray(StructField[]::new);
    if (!features.isEmpty()) {
      return chosen(where, schema, labelled, features);
    }
    Optional<TableColumns> single =
        single(others, field -> isNamedFeatures(field) && holdsAll(field))
            .or(() -> single(others, field -> holds(field, Form.PICTURE)))
            .or(() -> single(others, TableColumns::holdsAll))
            .map(field -> one(field, labelled));
    return single.orElseGet(() -> numbers(where, others, labelled));
  }

  private static boolean isNamedFeatures(StructField field) {
    return field.name().equalsIgnoreCase(PredictInput.FEATURES);
  }

  private static boolean holdsAll(StructField field) {
    return form(field).filter(form -> form != Form.NUMBERS).isPresent();
  }

  private static TableColumns one(StructField field, Optional<String> label) {
    return new TableColumns(form(field).orElseThrow(), List.of(field.name()), label, List.of());
  }

  private static Optional<StructField> single(StructField[] fields, Predicate<StructField> wanted) {
    List<StructField> found = Arrays.stream(fields).filter(wanted).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static TableColumns chosen(
      String where, StructType schema, Optional<String> label, List<String> features) {
    List<String> names =
        features.stream().map(name -> named(where, schema, name, "features")).toList();
    for (String name : names) {
      Optional<Form> form = form(schema.apply(name));
      if (form.isEmpty() || (form.get() != Form.NUMBERS && names.size() > 1)) {
        throw new DataException(
            "%s: expected numbers in the column %s of `features`, found %s; leave it out, or encode it"
                .formatted(where, name, schema.apply(name).dataType().simpleString()));
      }
    }
    Form form = form(schema.apply(names.get(0))).orElseThrow();
    return new TableColumns(form, names, label, List.of());
  }

  private static TableColumns numbers(String where, StructField[] fields, Optional<String> label) {
    List<String> numbers = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (StructField field : fields) {
      (holds(field, Form.NUMBERS) ? numbers : leftOut).add(field.name());
    }
    if (numbers.isEmpty()) {
      throw new DataException(
          "%s: expected a column features, an array of numbers, or columns of numbers, found %s; name or make such columns"
              .formatted(where, types(fields)));
    }
    return new TableColumns(Form.NUMBERS, numbers, label, leftOut);
  }

  private static String types(StructField[] fields) {
    return fields.length == 0
        ? "no other column"
        : String.join(
            ", ",
            Arrays.stream(fields)
                .map(field -> field.name() + " of type " + field.dataType().simpleString())
                .toList());
  }

  /** The column of a name, whatever its case, or of a number. */
  private static String named(String where, StructType schema, String name, String setting) {
    Optional<String> found =
        Arrays.stream(schema.fieldNames())
            .filter(name::equals)
            .findFirst()
            .or(() -> Arrays.stream(schema.fieldNames()).filter(name::equalsIgnoreCase).findFirst())
            .or(() -> Arrays.stream(schema.fieldNames()).filter(("_c" + name)::equals).findFirst());
    return found.orElseThrow(
        () ->
            new DataException(
                "%s: expected the column %s of `%s`, found %s; name one of them"
                    .formatted(where, name, setting, some(schema.fieldNames()))));
  }

  private static String some(String[] names) {
    int most = 20;
    String list = String.join(", ", Arrays.asList(names).subList(0, Math.min(most, names.length)));
    return names.length > most ? list + " and " + (names.length - most) + " more" : list;
  }

  private static Optional<String> guessed(StructType schema) {
    for (String wanted : LABEL_NAMES) {
      for (String name : schema.fieldNames()) {
        if (name.equalsIgnoreCase(wanted)) {
          return Optional.of(name);
        }
      }
    }
    return nameless(schema);
  }

  /**
   * Of a CSV file without a header: its only column of text, or the first before as many as a
   * square picture has pixels, which is how MNIST is passed on.
   */
  private static Optional<String> nameless(StructType schema) {
    StructField[] fields = schema.fields();
    if (fields.length < 2 || !fields[0].name().equals("_c0")) {
      return Optional.empty();
    }
    List<StructField> text =
        Arrays.stream(fields).filter(field -> field.dataType() instanceof StringType).toList();
    if (text.size() == 1) {
      return Optional.of(text.get(0).name());
    }
    return text.isEmpty() && side(fields.length - 1) > 1
        ? Optional.of(fields[0].name())
        : Optional.empty();
  }

  /** The column of a name, which may have dots. */
  public static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** The side of a square picture of this many pixels; 0 if there is none. */
  public static int side(int pixels) {
    int side = (int) Math.round(Math.sqrt(pixels));
    return side * side == pixels && side >= 8 ? side : 0;
  }

  private static boolean holds(StructField field, Form form) {
    return form(field).filter(form::equals).isPresent();
  }

  /** How a column holds features; empty if it cannot. */
  private static Optional<Form> form(StructField field) {
    DataType type = field.dataType();
    if (type instanceof NumericType || type instanceof BooleanType) {
      return Optional.of(Form.NUMBERS);
    }
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return Optional.of(Form.ARRAY);
    }
    if (FeatureColumn.isVector(type)) {
      return Optional.of(Form.VECTOR);
    }
    boolean picture =
        type instanceof StructType fields
            && Arrays.stream(fields.fields())
                .anyMatch(
                    part ->
                        part.name().equals(PICTURE_BYTES) && part.dataType() instanceof BinaryType);
    return picture ? Optional.of(Form.PICTURE) : Optional.empty();
  }
}
