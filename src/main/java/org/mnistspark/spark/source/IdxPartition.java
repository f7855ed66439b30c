package org.mnistspark.spark.source;

import org.apache.spark.sql.connector.read.InputPartition;

/** The items [start, start + count) of a split. */
record IdxPartition(int start, int count) implements InputPartition {}
