package dev.mayfly.bench.ack;

import dev.mayfly.service.dispatch.LifeStarter;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The like-for-like floor: the very call that a gateway makes for an event, without a gateway. */
final class LifeStarts {

  // Far from those of webhooks.
  private static final AtomicLong NEXT_JOB = new AtomicLong(70_000_000_000L);

  private LifeStarts() {}

  static Runnable through(TemporalConnection temporal) {
    LifeStarter starter = new LifeStarter(temporal.client(), temporal.taskQueue());
    return () -> {
      Start start = start(NEXT_JOB.incrementAndGet());
      starter
          .start(start, start.queued().at())
          .ifPresent(
              why -> {
                throw new IllegalStateException(why);
              });
    };
  }

  /** Returns what the gateway makes of a webhook of the benchmark's. */
  private static Start start(long job) {
    String owner = StandInSettings.DEFAULT.organization();
    JobRef ref =
        new JobRef(
            "github",
            job,
            job,
            owner + "/app",
            Scope.ofOrganization(owner),
            "build",
            "CI",
            "https://github.com/acme/app/actions/runs/" + job + "/job/" + job);
    RunnerRequest request =
        new RunnerRequest(
            RunnerRequest.SCHEMA,
            "mayfly",
            ref,
            "ubuntu",
            List.of("self-hosted", "linux"),
            Deadlines.DEFAULT,
            false,
            false);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String delivery = "bench-" + Long.toString(job, 36);
    return new Start(request.lifeId(), request, new JobEvent(job, null, null, null, now, delivery));
  }
}
