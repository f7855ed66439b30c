package org.mnistspark.job;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import org.mnistspark.mlp.BlasKernels;
import org.mnistspark.report.Console;
import org.mnistspark.run.Provenance;
import org.mnistspark.run.RunDirectory;
import org.mnistspark.run.RunFiles;
import org.mnistspark.run.RunJson;

/** A run's provenance as the run goes on, with run.json at what is known. */
final class RunRecord {
  private final RunDirectory directory;
  private final Console console;
  private Provenance provenance;
  private boolean warned;

  private RunRecord(RunDirectory directory, Console console, Provenance provenance) {
    this.directory = directory;
    this.console = console;
    this.provenance = provenance;
  }

  /** Writes run.json; what an earlier start of the run said of its kernels is kept. */
  static RunRecord begin(RunDirectory directory, Console console, Provenance provenance) {
    Provenance run =
        directory.exists(RunFiles.RUN)
            ? provenance.with(RunJson.kernels(directory.text(RunFiles.RUN)))
            : provenance;
    RunRecord record = new RunRecord(directory, console, run);
    record.publish();
    return record;
  }

  /**
   * Notes OpenBLAS' kernels by process, and warns, once, when they differ: the promise of the same
   * bits holds for the same kernels alone.
   */
  void kernels(SortedMap<String, String> byProcess) {
    Provenance now = provenance.with(byProcess);
    if (now.kernels().equals(provenance.kernels())) {
      return;
    }
    provenance = now;
    Optional<String> warning = warned ? Optional.empty() : BlasKernels.warning(now.kernels());
    warning.ifPresent(
        text -> {
          warned = true;
          console.warning(text);
          provenance = provenance.with(text);
        });
    publish();
  }

  /** Notes the end. */
  Provenance end() {
    provenance = provenance.endedAt(Instant.now());
    publish();
    return provenance;
  }

  private void publish() {
    directory.publish(RunFiles.RUN, RunJson.render(provenance));
  }
}
