package dev.mayfly.serve.doctor;

import com.google.common.base.Suppliers;
import dev.mayfly.service.doctor.Check;
import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Question;
import dev.mayfly.worker.sweep.ForgeSweep;
import dev.mayfly.workflows.id.SweepId;
import dev.mayfly.workflows.sweep.Orphan;
import dev.mayfly.workflows.sweep.QueueSnapshot;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The checks by a sweep that mends nothing: lives, registrations and tasks side by side. */
final class SweepChecks {

  private static final String MENDS =
      "if it stays so for longer than two of sweep.every, see that a worker runs with sweep.enabled"
          + " and what its health says of the sweep";

  private final Map<String, ForgeSweep> sweeps;
  private final Supplier<List<Orphan>> orphans;

  SweepChecks(String installation, Map<String, ForgeSweep> sweeps) {
    this.sweeps = sweeps;
    this.orphans =
        Suppliers.memoize(
            () ->
                sweeps.entrySet().stream()
                    .flatMap(
                        it ->
                            it
                                .getValue()
                                .lookForOrphans(new SweepId(installation, it.getKey()))
                                .orphans()
                                .stream())
                    .toList());
  }

  void addTo(Map<Question, Check> checks) {
    checks.put(Question.TASKS, () -> orphans("task", true));
    checks.put(Question.REGISTRATIONS, () -> orphans("registration", false));
    checks.put(Question.QUEUED, this::queued);
  }

  private Finding orphans(String what, boolean withTask) {
    List<Orphan> found =
        orphans.get().stream().filter(it -> (it.task() != null) == withTask).toList();
    return found.isEmpty()
        ? Finding.ok("every " + what + " of ours has its life")
        : Finding.warning(
            found.size()
                + " "
                + what
                + "(s) without a life: "
                + found.stream()
                    .limit(5)
                    .map(it -> it.name() + " (" + it.why() + (it.busy() ? "; busy)" : ")"))
                    .collect(Collectors.joining(", ")),
            MENDS);
  }

  private Finding queued() {
    return Finding.all(
        sweeps.entrySet().stream()
            .map(it -> queued(it.getKey(), it.getValue().lookForQueued()))
            .toList());
  }

  private static Finding queued(String forge, QueueSnapshot found) {
    return found.jobs().isEmpty()
        ? Finding.ok(forge + ": every queued job of ours has its life")
        : Finding.warning(
            found.jobs().size()
                + " queued job(s) of "
                + forge
                + " without a life: "
                + found.jobs().stream()
                    .limit(5)
                    .map(job -> job.request().lifeId() + " (" + job.why() + ")")
                    .collect(Collectors.joining(", ")),
            MENDS);
  }
}
