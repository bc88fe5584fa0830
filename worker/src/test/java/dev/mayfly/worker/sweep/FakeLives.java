package dev.mayfly.worker.sweep;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lives as the test has them; there is no other. */
final class FakeLives implements LifeLookup {

  final Map<Long, Life> byJob = new HashMap<>();
  final Map<Long, LifeStatus> statuses = new HashMap<>();
  final List<LifeId> requests = new ArrayList<>();

  @Override
  public Map<LifeId, Life> newest(Collection<LifeId> lives) {
    requests.addAll(lives);
    Map<LifeId, Life> found = new LinkedHashMap<>();
    lives.forEach(
        life -> found.put(life, requireNonNullElse(byJob.get(life.jobId()), new Life.None())));
    return found;
  }

  @Override
  public Optional<LifeStatus> status(LifeId life) {
    return Optional.ofNullable(statuses.get(life.jobId()));
  }
}
