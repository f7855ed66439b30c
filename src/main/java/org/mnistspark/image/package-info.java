/**
 * Pictures of single digits to what the network takes.
 *
 * <p>Enters: the bytes of a PNG, JPEG, GIF, BMP or TIFF file, which nobody vouches for. Leaves: 784
 * grey levels as MNIST's images have them, or an {@link java.io.IOException} whose message
 * completes "found ...".
 *
 * <p>Forbidden: anything but the JDK, decoding before the size is known, and null.
 */
package org.mnistspark.image;
