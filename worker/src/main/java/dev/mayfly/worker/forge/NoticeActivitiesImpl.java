package dev.mayfly.worker.forge;

import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.step.Notice;
import dev.mayfly.workflows.step.NoticeActivities;
import dev.mayfly.workflows.step.NoticeAnswer;
import dev.mayfly.workflows.temporal.NotConfigured;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The steps that tell the readers of commits of jobs that wait, and end those that wait in vain.
 */
public final class NoticeActivitiesImpl implements NoticeActivities {

  private static final Logger LOG = LoggerFactory.getLogger(NoticeActivitiesImpl.class);

  private final Map<String, ForgeApi> clients;

  /**
   * @param clients by the forge's configured name.
   */
  public NoticeActivitiesImpl(Map<String, ? extends ForgeApi> clients) {
    this.clients = Map.copyOf(clients);
  }

  @Override
  public NoticeAnswer openNotice(Notice notice) {
    return answered(
        notice,
        checks ->
            checks
                .open(notice)
                .map(id -> new NoticeAnswer(id, "check run " + id + " is open"))
                .orElse(new NoticeAnswer(null, "the job waits no more")));
  }

  @Override
  public NoticeAnswer closeNotice(long checkRun, Notice notice) {
    return answered(
        notice,
        checks -> {
          checks.close(checkRun, notice);
          return new NoticeAnswer(checkRun, "check run " + checkRun + " is closed");
        });
  }

  @Override
  public String cancelRun(JobRef job) {
    ForgeApi client = clients.get(job.forge());
    if (client == null) {
      throw NotConfigured.here("forge " + job.forge());
    }
    try {
      return client.cancelRun(job);
    } catch (ForgeException e) {
      String why = refusal(e);
      warning(job, why).log("the forge refuses the cancellation of a run; its job stays queued");
      return "the run was not cancelled: " + why;
    }
  }

  private NoticeAnswer answered(Notice notice, Function<CheckRuns, NoticeAnswer> step) {
    @Nullable ForgeApi client = clients.get(notice.job().forge());
    if (client == null) {
      return new NoticeAnswer(null, "this worker does not have forge " + notice.job().forge());
    }
    try {
      return client
          .checkRuns()
          .map(step)
          .orElse(new NoticeAnswer(null, "only a GitHub App makes check runs"));
    } catch (ForgeException e) {
      String why = refusal(e);
      warning(notice.job(), why).log("the forge refuses the check run of a job that waits");
      return new NoticeAnswer(null, why);
    }
  }

  /**
   * Returns what the forge said; not the pool's fault, whatever the client takes it for: jobs get
   * their runners.
   */
  private static String refusal(ForgeException e) {
    if (e.kind() == Kind.UNAVAILABLE) {
      throw e.toFailure();
    }
    return String.valueOf(e.getMessage());
  }

  private static LoggingEventBuilder warning(JobRef job, String why) {
    return LOG.atWarn()
        .addKeyValue("job", job.id())
        .addKeyValue("repository", job.repository())
        .addKeyValue("cause", why);
  }
}
