package org.mnistspark.spark.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.SerializableConfiguration;

/** What travels to the tasks: which files to read, which columns to make of them. */
record IdxReaderFactory(
    Broadcast<SerializableConfiguration> conf,
    ArrayFiles files,
    List<IdxColumn> columns,
    ClassLabels values)
    implements PartitionReaderFactory {

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    IdxPartition range = (IdxPartition) partition;
    try {
      Items images = open(IdxColumn.FEATURES, range);
      try {
        Items labels = open(IdxColumn.LABEL, range);
        return new IdxRowReader(files, images, labels, columns, range.start(), values);
      } catch (IOException | RuntimeException e) {
        images.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Items open(IdxColumn column, IdxPartition range) throws IOException {
    if (!columns.contains(column)) {
      return Items.unread(range.count());
    }
    ArrayFile file = column == IdxColumn.LABEL ? files.labels() : files.images();
    return Items.open(conf.value().value(), file, range.start(), range.count());
  }
}
