package org.mnistspark.data;

/**
 * No mirror could deliver: another data set may take the place, which holds for no other
 * DataException.
 */
final class DownloadException extends DataException {
  private static final long serialVersionUID = 1L;

  DownloadException(String message) {
    super(message);
  }
}
