package org.mnistspark.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.SerializableConfiguration;

/** What travels to the tasks: which files to read, which columns to make of them. */
record IdxReaderFactory(
    Broadcast<SerializableConfiguration> conf, IdxFiles files, List<IdxColumn> columns, int classes)
    implements PartitionReaderFactory {

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    IdxPartition range = (IdxPartition) partition;
    try {
      Items images = open(files.images(), columns.contains(IdxColumn.FEATURES), range);
      try {
        Items labels = open(files.labels(), columns.contains(IdxColumn.LABEL), range);
        return new IdxRowReader(files, images, labels, columns, range.start(), classes);
      } catch (IOException | RuntimeException e) {
        images.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Items open(IdxFile file, boolean needed, IdxPartition range) throws IOException {
    Configuration hadoop = conf.value().value();
    return needed
        ? Items.open(hadoop, file, range.start(), range.count())
        : Items.unread(range.count());
  }
}
