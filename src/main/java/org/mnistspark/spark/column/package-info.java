/**
 * Features as the rows of a DataFrame hold them.
 *
 * <p>Enters: Spark's internal rows. Leaves: {@link org.mnistspark.spark.column.Features} in single
 * precision, sparse where the row is. Forbidden: knowing where rows come from or where they go, and
 * MLlib, which need not be there where nobody has its vectors.
 */
package org.mnistspark.spark.column;
