/**
 * Labelled data as people have it: arrays (IDX, npy, npz), tables (CSV, Parquet, ORC, Avro, JSON,
 * libsvm, data sets of Hugging Face) and folders of pictures.
 *
 * <p>Enters: a folder or file of any Hadoop filesystem, and which columns, classes and parts of it
 * are wanted. Leaves: {@code DataFrame(index long, features, label array<float>)} of a training and
 * a test set, what classes and features are called ({@link org.mnistspark.data.Signature}), and
 * which files hold it. The rows, their order and their index do not depend on how many tasks read
 * them.
 *
 * <p>Forbidden: networks and normalizers, and null.
 */
package org.mnistspark.spark.labelled;
