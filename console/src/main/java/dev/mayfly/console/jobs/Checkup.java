package dev.mayfly.console.jobs;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.service.doctor.Check;
import dev.mayfly.service.doctor.Diagnosis;
import dev.mayfly.service.doctor.Examination;
import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Question;
import dev.mayfly.service.doctor.TemporalChecks;
import dev.mayfly.service.temporal.TemporalConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The doctor's questions that a console can ask, which has Temporal alone; good for 10 s. */
public final class Checkup {

  private static final Duration AT_MOST = Duration.ofSeconds(9);
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final TemporalChecks checks;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setNameFormat("doctor-%d").setDaemon(true).build());
  private final Supplier<Diagnosis> last = Suppliers.memoizeWithExpiration(this::examine, FRESH);

  public Checkup(
      TemporalConnection temporal, String installation, Pools pools, InstantSource clock) {
    this.checks =
        new TemporalChecks(
            temporal,
            installation,
            () -> pools.list().stream().map(PoolView::name).toList(),
            Optional.empty(),
            clock);
  }

  /** Returns what was found in the last seconds. */
  public Diagnosis last() {
    return requireNonNull(last.get());
  }

  private Diagnosis examine() {
    Map<Question, Check> asked = new EnumMap<>(Question.class);
    asked.put(Question.CONFIGURATION, () -> Finding.ok("the console runs with its file"));
    checks.addTo(asked);
    return Diagnosis.of(new Examination(asked, threads).make(AT_MOST));
  }
}
