package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgeResponse;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.step.JobStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.StreamSupport;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The part of a build's timeline about one of its jobs: the record of type {@code Job} whose
 * identifier is the job's, which names the agent that took it.
 *
 * @see <a href="https://learn.microsoft.com/en-us/rest/api/azure/devops/build/timeline/get">
 *     Timeline</a>
 */
record BuildTimeline(ForgeHttp http, InstantSource clock) {

  // Behind the identifier of a job that is one of no matrix.
  private static final String ONLY = ".__default";
  // Before that of a job in a pipeline without stages, where it is written out.
  private static final String NO_STAGE = "__default.";

  JobStatus status(JobRef job) {
    Instant begun = clock.instant();
    ForgeResponse timeline = ask(job, "timeline");
    if (withholds(timeline)) {
      return new JobStatus(JobStatus.Status.UNKNOWN, null, null, begun);
    }
    // A build that waits for its turn has no timeline yet: 204.
    Optional<JsonNode> record =
        timeline.status() == 204
            ? Optional.empty()
            : record(http.given(timeline, job.scope()).json().path("records"), job);
    return record.map(found -> status(found, job, begun)).orElseGet(() -> ofBuild(job, begun));
  }

  private static Optional<JsonNode> record(JsonNode records, JobRef job) {
    return StreamSupport.stream(records.spliterator(), false)
        .filter(record -> record.path("type").asText().equals("Job"))
        .filter(record -> isCalled(record.path("identifier").asText(), job.name()))
        .findFirst();
  }

  private static boolean isCalled(String identifier, String job) {
    String plain =
        identifier.startsWith(NO_STAGE) ? identifier.substring(NO_STAGE.length()) : identifier;
    return plain.equalsIgnoreCase(job) || plain.equalsIgnoreCase(job + ONLY);
  }

  private static JobStatus status(JsonNode record, JobRef job, Instant at) {
    int attempt = record.path("attempt").asInt(1);
    int ours = job.attempt() == null ? attempt : job.attempt();
    @Nullable String agent = record.path("workerName").asText(null);
    if (attempt > ours) {
      return new JobStatus(
          JobStatus.Status.COMPLETED, null, "attempt " + attempt + " has begun", at);
    }
    if (attempt == ours && record.path("state").asText().equalsIgnoreCase("completed")) {
      return new JobStatus(
          JobStatus.Status.COMPLETED, agent, conclusion(record.path("result").asText()), at);
    }
    boolean taken = attempt == ours && record.path("state").asText().equalsIgnoreCase("inProgress");
    return taken && agent != null
        ? new JobStatus(JobStatus.Status.IN_PROGRESS, agent, null, at)
        : new JobStatus(JobStatus.Status.QUEUED, null, null, at);
  }

  /** The job has no record (yet): it can still come, unless its build is over. */
  private JobStatus ofBuild(JobRef job, Instant at) {
    ForgeResponse answer = ask(job);
    if (withholds(answer)) {
      return new JobStatus(JobStatus.Status.UNKNOWN, null, null, at);
    }
    JsonNode build = http.given(answer, job.scope()).json();
    return build.path("status").asText().equalsIgnoreCase("completed")
        ? new JobStatus(
            JobStatus.Status.COMPLETED, null, "the build is over and had no job " + job.name(), at)
        : new JobStatus(JobStatus.Status.QUEUED, null, null, at);
  }

  private static boolean withholds(ForgeResponse answer) {
    return answer.status() == 404 || (answer.status() == 403 && !answer.isRateLimited());
  }

  private ForgeResponse ask(JobRef job, String... more) {
    String project = job.repository().substring(job.repository().indexOf('/') + 1);
    HttpUrl.Builder url = http.at(project, "_apis", "build", "builds", Long.toString(job.runId()));
    for (String segment : more) {
      url.addPathSegment(segment);
    }
    return http.send(job.scope(), "GET", url.build(), null);
  }

  /** In the words that GitHub has for them, where it has any. */
  private static String conclusion(String result) {
    return switch (result) {
      case "succeeded", "succeededWithIssues" -> "success";
      case "failed" -> "failure";
      case "canceled" -> "cancelled";
      default -> result;
    };
  }
}
