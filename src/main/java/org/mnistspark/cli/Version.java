package org.mnistspark.cli;

import org.mnistspark.run.record.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** {@code --version}. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    BuildInfo build = BuildInfo.load();
    return new String[] {"mnist-spark " + build.version() + " (commit " + build.commit() + ")"};
  }
}
