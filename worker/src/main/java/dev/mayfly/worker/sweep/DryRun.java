package dev.mayfly.worker.sweep;

import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.entity.Entities;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.DeliveriesSnapshot;
import dev.mayfly.workflows.sweep.FailedDelivery;
import dev.mayfly.workflows.sweep.Orphan;
import dev.mayfly.workflows.sweep.OrphansSnapshot;
import dev.mayfly.workflows.sweep.QueueSnapshot;
import dev.mayfly.workflows.sweep.QueuedJob;
import dev.mayfly.workflows.sweep.SweepState;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Prints what the sweeps would do and what that costs; changes nothing.
 *
 * @param forges by name.
 */
public record DryRun(
    String installation,
    Map<String, ForgeSweep> forges,
    Entities<SweepId, SweepState> entities,
    PrintStream out) {

  /** Searches every forge. Returns whether everything could be listed. */
  public boolean run() {
    boolean all = true;
    for (Map.Entry<String, ForgeSweep> forge : forges.entrySet()) {
      SweepId sweep = new SweepId(installation, forge.getKey());
      line("sweep of %s:".formatted(forge.getKey()));
      try {
        search(sweep, forge.getValue());
      } catch (ForgeException e) {
        all = unreachable("the forge", e);
      } catch (BatchException e) {
        all = unreachable("Azure Batch", e);
      } catch (WorkflowException | StatusRuntimeException e) {
        all = unreachable("Temporal", e);
      }
    }
    return all;
  }

  private void search(SweepId sweep, ForgeSweep forge) {
    Optional<SweepState> running = running(sweep);
    deliveries(forge.deliveries().search(running.map(SweepState::marks).orElse(List.of())));
    orphans(
        forge.orphans().search(sweep),
        Set.copyOf(running.map(SweepState::suspects).orElse(List.of())));
    cost(forge, queued(forge));
  }

  /** Returns the state of the sweep itself, which goes on meanwhile. */
  private Optional<SweepState> running(SweepId sweep) {
    try {
      Optional<SweepState> state = entities.status(sweep);
      state.ifPresentOrElse(
          it -> it.lines().forEach(said -> line("  running: %s".formatted(said))),
          () -> line("  no sweep runs"));
      return state;
    } catch (WorkflowException noWorker) {
      line("  a sweep may run, but no worker answers for it");
      return Optional.empty();
    }
  }

  private void deliveries(DeliveriesSnapshot found) {
    if (found.unavailable() != null) {
      line("  deliveries: %s".formatted(found.unavailable()));
    }
    for (FailedDelivery failed : found.failed()) {
      line(
          "  would redeliver %s/deliveries/%d (%s): the gateway answered %s"
              .formatted(
                  failed.hook(),
                  failed.id(),
                  failed.action(),
                  failed.status() == 0 ? "nothing" : failed.status()));
    }
  }

  /** Searches once; what the sweep's allowance does not reach is left to later rounds. */
  private Duration queued(ForgeSweep forge) {
    QueueSnapshot found = forge.queued().search(null);
    found.jobs().forEach(this::job);
    found.unlisted().forEach(life -> line("  would have %s ask after its job".formatted(life)));
    found.givenUp().forEach(one -> line("  leaves %s alone: %s".formatted(one.life(), one.why())));
    line(
        found.repositories() == 0
            ? "  read %d list(s) of queued jobs".formatted(found.examined())
            : "  searched %d of %d repositories".formatted(found.examined(), found.repositories()));
    if (found.next() != null) {
      line("  later rounds go on from %s".formatted(found.next()));
    }
    return found.bound();
  }

  private void job(QueuedJob job) {
    line(
        "  would provide for %s (%s, %s, pool %s): %s"
            .formatted(
                job.request().lifeId(),
                job.request().job().repository(),
                job.request().job().name(),
                job.request().pool(),
                job.why()));
  }

  private void orphans(OrphansSnapshot found, Set<RunnerName> suspects) {
    line(
        "  %d registration(s) and %d task(s) are ours"
            .formatted(found.registrations(), found.tasks()));
    for (Orphan orphan : found.orphans()) {
      String what =
          orphan.busy()
              ? "would keep"
              : suspects.contains(orphan.name())
                  ? "would remove"
                  : "would remove, if the next round finds it so too,";
      line(
          "  %s %s: %s%s"
              .formatted(what, orphan.name(), orphan.why(), orphan.busy() ? "; busy" : ""));
    }
  }

  private void cost(ForgeSweep forge, Duration bound) {
    int requests = forge.cost().requests();
    int paid = forge.cost().paid();
    line("  cost: %d requests, %d of them free".formatted(requests, requests - paid));
    line("  budget: %s".formatted(forge.budget().get()));
    line("  a lost job is found within %d s".formatted(bound.toSeconds()));
  }

  private boolean unreachable(String what, RuntimeException why) {
    line("  %s cannot be reached: %s".formatted(what, why.getMessage()));
    return false;
  }

  /** Names may hold what a stranger wrote: no line of the terminal can be forged by them. */
  private void line(String text) {
    out.println(text.replaceAll("\\p{Cntrl}+", " "));
  }
}
