package dev.mayfly.worker.pool;

import static dev.mayfly.worker.batch.BatchException.reported;
import static java.util.Objects.requireNonNullElse;

import dev.mayfly.worker.batch.BatchListings;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.pool.AdmissionSnapshot;
import dev.mayfly.workflows.pool.PoolActivities;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.ProbeAnswer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The steps around the entities of one fleet's pools.
 *
 * @param isOver whether the life that a runner belongs to is over; throws if that is not known.
 * @param entity tells a pool's entity of a fault.
 * @param refusal what is refused where a pool's next runner would be made; empty: nothing.
 */
public record PoolActivitiesImpl(
    Fleet fleet,
    BatchListings batch,
    Predicate<RunnerName> isOver,
    BiConsumer<PoolId, PoolPause> entity,
    BiFunction<Pool, PoolPause.Probe, Optional<String>> refusal)
    implements PoolActivities {

  @Override
  public AdmissionSnapshot lookAtPool(PoolId pool, List<RunnerName> admitted) {
    Pool configured = Configured.pool(fleet, pool);
    Set<RunnerName> there = runners(pool);
    List<RunnerName> live = admitted.stream().filter(there::contains).toList();
    List<RunnerName> closed =
        admitted.stream().filter(runner -> !there.contains(runner) && isOver.test(runner)).toList();
    return new AdmissionSnapshot(
        live,
        closed,
        there.size() - live.size(),
        configured.maxRunners(),
        fleet.scalerOf(configured).isPresent());
  }

  private Set<RunnerName> runners(PoolId pool) {
    return reported(
        () ->
            batch.jobs(pool.installation(), pool.pool()).stream()
                .flatMap(job -> batch.tasks(job).stream())
                .filter(task -> task.state() != TaskSnapshot.State.COMPLETED)
                .map(task -> RunnerName.parse(task.id()))
                .flatMap(Optional::stream)
                .filter(runner -> runner.life().installation().equals(pool.installation()))
                .collect(Collectors.toSet()));
  }

  @Override
  public ProbeAnswer probePool(PoolId pool, PoolPause pause) {
    PoolPause.Probe probe = requireNonNullElse(pause.probe(), PoolPause.Probe.BY_LOOK);
    return new ProbeAnswer(refusal.apply(Configured.pool(fleet, pool), probe).orElse(null));
  }

  @Override
  public void pausePool(PoolId pool, PoolPause pause) {
    entity.accept(pool, pause);
  }
}
