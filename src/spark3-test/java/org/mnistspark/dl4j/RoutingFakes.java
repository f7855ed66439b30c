package org.mnistspark.dl4j;

import java.util.Collection;
import org.deeplearning4j.core.storage.Persistable;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.StorageMetaData;
import org.deeplearning4j.core.storage.listener.RoutingIterationListener;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** A listener that sends statistics to a router, as DL4J's StatsListener does, and a router. */
final class RoutingFakes {
  private RoutingFakes() {}

  /** Takes everything. */
  static final class Router implements StatsStorageRouter, java.io.Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public void putStorageMetaData(StorageMetaData data) {}

    @Override
    public void putStorageMetaData(Collection<? extends StorageMetaData> data) {}

    @Override
    public void putStaticInfo(Persistable info) {}

    @Override
    public void putStaticInfo(Collection<? extends Persistable> info) {}

    @Override
    public void putUpdate(Persistable update) {}

    @Override
    public void putUpdate(Collection<? extends Persistable> update) {}
  }

  /** Knows its router. */
  static final class Listener extends BaseTrainingListener implements RoutingIterationListener {
    private static final long serialVersionUID = 1L;
    private StatsStorageRouter router;

    @Override
    public void setStorageRouter(StatsStorageRouter newRouter) {
      router = newRouter;
    }

    @Override
    public StatsStorageRouter getStorageRouter() {
      return router;
    }

    @Override
    public void setWorkerID(String id) {}

    @Override
    public String getWorkerID() {
      return "";
    }

    @Override
    public void setSessionID(String id) {}

    @Override
    public String getSessionID() {
      return "";
    }

    @Override
    public RoutingIterationListener clone() {
      return this;
    }
  }
}
