package org.mnistspark.job;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.mnistspark.engine.KernelReports;
import org.mnistspark.report.Console;
import org.mnistspark.run.record.EpochHistory;
import org.mnistspark.run.record.Provenance;
import org.mnistspark.run.record.RunJson;
import org.mnistspark.run.store.RunDirectory;
import org.mnistspark.run.store.RunFiles;

/** Keeps the provenance of a run and its run.json up to date. */
final class RunRecord implements TrainingListener {
  private final RunDirectory directory;
  private final Console console;
  private final Supplier<SortedMap<String, String>> kernels;
  private Provenance provenance;
  private boolean warned;

  private RunRecord(
      RunDirectory directory,
      Console console,
      Provenance provenance,
      Supplier<SortedMap<String, String>> kernels) {
    this.directory = directory;
    this.console = console;
    this.kernels = kernels;
    this.provenance = provenance;
  }

  /**
   * Writes run.json; what an earlier start of the run said of its kernels is kept.
   *
   * @param kernels OpenBLAS' kernels in use, by process
   */
  static RunRecord begin(
      RunDirectory directory,
      Console console,
      Provenance provenance,
      Supplier<SortedMap<String, String>> kernels) {
    Provenance run =
        directory.exists(RunFiles.RUN)
            ? provenance.with(RunJson.kernels(directory.text(RunFiles.RUN)))
            : provenance;
    RunRecord record = new RunRecord(directory, console, run, kernels);
    record.publish();
    return record;
  }

  /** All settings by name, the chosen ones included. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>(provenance.configuration());
    settings.put("seed", provenance.seed());
    settings.put("workers", provenance.workers());
    settings.putAll(provenance.averaging());
    return settings;
  }

  @Override
  public void epochEnds(EpochHistory epoch) {
    noteKernels();
  }

  @Override
  public void stopped() {
    noteKernels();
  }

  /**
   * Notes OpenBLAS' kernels by process, and warns, once, when they differ: the promise of the same
   * bits holds for the same kernels alone.
   */
  private void noteKernels() {
    Provenance now = provenance.with(kernels.get());
    if (now.kernels().equals(provenance.kernels())) {
      return;
    }
    provenance = now;
    Optional<String> warning = warned ? Optional.empty() : KernelReports.warning(now.kernels());
    warning.ifPresent(
        text -> {
          warned = true;
          console.warning(text);
          provenance = provenance.with(List.of(text));
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
