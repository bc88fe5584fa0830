package dev.mayfly.acceptance.stack;

import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.server.Eventually;
import java.nio.file.Path;
import java.time.Duration;

/** The jobs of a forge's stand-in, each queued alone: a run of one step. */
public record Jobs(GitHubStandIn forge) {

  /** A workflow of one job whose name appears nowhere else. */
  public static final String TREASURE =
      """
      name: Hidden
      on: push
      jobs:
        treasure:
          runs-on: [self-hosted, ubuntu-latest]
          steps:
            - run: "true"
      """;

  private static final String REPOSITORY = "acme/app";

  /** Queues a job for a label, and returns its id. */
  public long queue(String label, String command) {
    return queue(label, command, REPOSITORY);
  }

  /** Queues a job of another repository, and returns its id. */
  public long queue(String label, String command, String repository) {
    return queueIn(
        repository,
        """
        jobs:
          build:
            runs-on: [self-hosted, %s]
            steps: [{run: '%s'}]
        """
            .formatted(label, command));
  }

  /** Queues a workflow of one job, and returns the job's id. */
  public long queue(String workflow) {
    return queueIn(REPOSITORY, workflow);
  }

  private long queueIn(String repository, String workflow) {
    long run = forge.queue(workflow, repository);
    return forge.jobs().stream().filter(job -> job.runId() == run).findFirst().orElseThrow().id();
  }

  /** The command of a job that runs until this file exists. */
  public static String until(Path file) {
    return "while [ ! -e " + file + " ]; do sleep 0.2; done";
  }

  /** The job as its forge shows it. */
  public JobView view(long id) {
    return forge.jobs().stream().filter(job -> job.id() == id).findFirst().orElseThrow();
  }

  /** Cancels the job's run. */
  public void cancel(long id) {
    forge.cancel(view(id).runId());
  }

  /** Waits until a runner has taken the job. */
  public void awaitRunning(long id, Duration atMost) {
    Eventually.until("job " + id + " runs", atMost, () -> view(id).status().equals("in_progress"));
  }
}
