package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.StandInSettings.Patience;
import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sessions in which runners talk to the forge. The model's lock guards it; a session whose
 * registration is gone is refused with 404.
 */
record RunnerSessions(
    GitHubModel model, RunnerRegistrations registrations, Patience patience, InstantSource clock) {

  /** Returns after which silence a runner counts as offline. */
  Duration offlineAfter() {
    return patience.offlineAfter();
  }

  /**
   * @param scope absent for the one that the token was minted for.
   * @throws ForgeRefusal when there is no such token or the name is taken.
   */
  Runner register(
      @Nullable Scope scope,
      String token,
      String name,
      List<String> labels,
      boolean ephemeral,
      long groupId) {
    synchronized (model) {
      Scope where = scope == null ? registrations.scopeOf(token) : scope;
      registrations.check(token, where, clock.instant());
      return registrations.register(where, name, labels, ephemeral, groupId);
    }
  }

  /** The runner of this version has registered; of Gitea's and Azure DevOps' none is known. */
  void tellVersion(Runner runner, @Nullable String version) {
    synchronized (model) {
      runner.version = version;
    }
  }

  @Nullable String versionOf(String session) {
    synchronized (model) {
      return registrations.ofSession(session).version;
    }
  }

  Runner redeem(String configuration) {
    synchronized (model) {
      return registrations.redeem(configuration);
    }
  }

  /** Waits for a job for this runner; empty when none came in time. */
  Optional<WorkflowJob> acquire(String session, Duration patienceOfRunner)
      throws InterruptedException {
    long until = System.nanoTime() + patienceOfRunner.toNanos();
    synchronized (model) {
      seen(session);
      model.assign();
      while (true) {
        Runner runner = seen(session);
        long left = until - System.nanoTime();
        if (runner.job != null || left <= 0) {
          return Optional.ofNullable(runner.job);
        }
        model.wait(Math.max(1, Math.min(left / 1_000_000, patience.offlineAfter().toMillis() / 3)));
      }
    }
  }

  /** The runner begins with the job that it was given. */
  void start(String session) {
    synchronized (model) {
      Runner runner = seen(session);
      WorkflowJob job = runner.job;
      if (job == null || job.started != null) {
        throw new ForgeRefusal(409, "The job is not this runner's");
      }
      model.start(job, runner);
    }
  }

  /** Takes what a busy runner says about a step of its job. */
  void step(String session, int number, String state) {
    synchronized (model) {
      WorkflowJob.Step step = running(session).steps.get(number - 1);
      if (state.equals("started")) {
        step.started = clock.instant();
      } else {
        step.end(state, clock.instant());
      }
    }
  }

  void log(String session, String lines) {
    synchronized (model) {
      running(session).log.append(lines);
    }
  }

  void complete(String session, String conclusion) {
    synchronized (model) {
      model.end(running(session), conclusion);
    }
  }

  /** Returns whether the job of this runner is to be stopped. */
  boolean heartbeat(String session) {
    synchronized (model) {
      Runner runner = seen(session);
      return runner.job != null && runner.job.cancelRequested;
    }
  }

  private WorkflowJob running(String session) {
    WorkflowJob job = seen(session).job;
    if (job == null || job.started == null) {
      throw new ForgeRefusal(409, "This runner has no job");
    }
    return job;
  }

  private Runner seen(String session) {
    Runner runner = registrations.ofSession(session);
    runner.lastSeen = clock.instant();
    return runner;
  }
}
