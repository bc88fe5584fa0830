package dev.mayfly.worker.forge;

import dev.mayfly.worker.forge.auth.RegistrationToken;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.ForgeActivities;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import dev.mayfly.workflows.step.RunnerRef;
import dev.mayfly.workflows.step.RunnerToken;
import dev.mayfly.workflows.temporal.ActivityPolicies;
import dev.mayfly.workflows.temporal.NotConfigured;
import io.temporal.activity.Activity;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The steps of a life that talk to the forge: translate, call, classify the failure. */
public final class ForgeActivitiesImpl implements ForgeActivities {

  private final Fleet fleet;
  private final Map<String, ForgeApi> clients;
  private final Sealer sealer;
  private final BooleanSupplier isWithinTask;
  private final LongSupplier nanoTime;

  /**
   * @param clients by the forge's configured name.
   */
  public ForgeActivitiesImpl(Fleet fleet, Map<String, ? extends ForgeApi> clients, Sealer sealer) {
    this(fleet, clients, sealer, ForgeActivitiesImpl::isLocal, System::nanoTime);
  }

  /**
   * @param isWithinTask whether a step is tried within its life's own task.
   */
  ForgeActivitiesImpl(
      Fleet fleet,
      Map<String, ? extends ForgeApi> clients,
      Sealer sealer,
      BooleanSupplier isWithinTask,
      LongSupplier nanoTime) {
    this.fleet = fleet;
    this.clients = Map.copyOf(clients);
    this.sealer = sealer;
    this.isWithinTask = isWithinTask;
    this.nanoTime = nanoTime;
  }

  @Override
  public RunnerToken mintRunnerToken(RunnerRef runner, List<String> labels) {
    long begun = nanoTime.getAsLong();
    return classified(
        () -> {
          Pool pool =
              fleet
                  .pool(runner.pool())
                  .orElseThrow(() -> NotConfigured.here("pool " + runner.pool()));
          client(runner.job())
              .whyNotServed(runner.job(), pool.runnerGroup())
              .ifPresent(ForgeActivitiesImpl::refuse);
          String group =
              client(runner.job()).groupInWords(runner.job(), pool.runnerGroup()).orElse(null);
          return switch (pool.registration()) {
            case TOKEN -> mintToken(runner, group);
            case JIT -> mintJit(runner, pool, labels, group, begun);
          };
        });
  }

  private RunnerToken mintToken(RunnerRef runner, @Nullable String group) {
    RegistrationToken token = client(runner.job()).registrationToken(runner.job().scope());
    return new RunnerToken(
        Pool.Registration.TOKEN, sealer.seal(token.token(), runner.name()), null, group, null);
  }

  private RunnerToken mintJit(
      RunnerRef runner, Pool pool, List<String> labels, @Nullable String group, long begun) {
    ForgeApi client = client(runner.job());
    Scope scope = runner.job().scope();
    String name = runner.name().toString();
    long id = client.runnerGroupId(scope, pool.runnerGroup());
    JitConfig config;
    try {
      config = client.jitConfig(scope, name, labels, id);
    } catch (ForgeException e) {
      if (e.status() != 409 || isOvertaken(begun)) {
        throw e;
      }
      // An earlier try of this very step registered the name, and its answer was lost.
      if (removeNamed(client, scope, name) == Removal.IN_USE) {
        throw e;
      }
      config = client.jitConfig(scope, name, labels, id);
    }
    return new RunnerToken(
        Pool.Registration.JIT,
        sealer.seal(config.encoded(), runner.name()),
        config.runnerId(),
        group,
        null);
  }

  /**
   * Returns whether the life has gone on from a try within its own task, which ends no call: the
   * name then belongs to the try that followed.
   */
  private boolean isOvertaken(long begun) {
    return isWithinTask.getAsBoolean()
        && nanoTime.getAsLong() - begun > ActivityPolicies.AT_ONCE.toNanos();
  }

  private static boolean isLocal() {
    try {
      return Activity.getExecutionContext().getInfo().isLocal();
    } catch (IllegalStateException noActivity) {
      return false;
    }
  }

  @Override
  public JobStatus lookAtJob(JobRef job) {
    return classified(() -> client(job).job(job));
  }

  @Override
  public Removal removeRunner(RunnerRef runner) {
    Scope scope = runner.job().scope();
    Long id = runner.id();
    return classified(
        () ->
            id == null
                ? removeNamed(client(runner.job()), scope, runner.name().toString())
                : client(runner.job()).delete(scope, id));
  }

  private static Removal removeNamed(ForgeApi client, Scope scope, String name) {
    Removal whole = Removal.ALREADY_GONE;
    for (RunnerSnapshot runner : client.runnersNamed(scope, name)) {
      Removal one = client.delete(scope, runner.id());
      if (one == Removal.IN_USE || whole == Removal.ALREADY_GONE) {
        whole = one;
      }
    }
    return whole;
  }

  private ForgeApi client(JobRef job) {
    ForgeApi client = clients.get(job.forge());
    if (client == null) {
      throw NotConfigured.here("forge " + job.forge());
    }
    return client;
  }

  private static void refuse(String why) {
    throw new ForgeException(Kind.NOT_ALLOWED, why, null);
  }

  private static <T> T classified(Supplier<T> step) {
    try {
      return ForgeException.reported(step);
    } catch (IllegalArgumentException notAName) {
      throw new ForgeException(Kind.REFUSED, String.valueOf(notAName.getMessage()), notAName)
          .toFailure();
    }
  }
}
