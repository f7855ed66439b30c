package org.mnistspark.run.store;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.mnistspark.files.UnusableLocationException;

/** Where something is written: a qualified path and the store that it lies on. */
record Place(Store store, Path path) {
  /**
   * What a user has named; without a scheme it lies on {@code fs.defaultFS}.
   *
   * @throws UnusableLocationException if there can be nothing
   * @throws OutputException if that cannot be found out
   */
  static Place of(Configuration configuration, String location) {
    try {
      Path path = new Path(location);
      Store store = Store.of(configuration, path);
      return new Place(store, store.qualify(path));
    } catch (IllegalArgumentException e) {
      throw UnusableLocationException.malformed(location, e);
    } catch (IOException e) {
      throw OutputException.of("reach", location, e);
    }
  }

  /** The same of a folder that something else can take the place of. */
  static Place ofFolder(Configuration configuration, String location) {
    Place place = of(configuration, location);
    if (place.path().isRoot()) {
      throw UnusableLocationException.root(location);
    }
    return place;
  }
}
