package dev.mayfly.acceptance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.RunnerView;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.server.Holds.When;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.batch.BatchException;
import dev.mayfly.worker.batch.TaskSnapshot;
import dev.mayfly.workflows.id.BatchJobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The stand-ins over HTTP: what GitHub and Batch say, and what they are told to hold back. */
final class StandInApi implements AutoCloseable {

  /**
   * A held request.
   *
   * @param at the stand-in.
   */
  record Hold(URI at, String request, When when, int pass) {}

  private static final String HOOK = "/api/v3/orgs/acme/hooks/109948940/deliveries";
  private static final Duration CALL = Duration.ofSeconds(10);
  // Just below the time-outs of the worker's calls: what has waited longer may have been hung up
  // on.
  private static final long AT_GITHUB_MILLIS = 9_500;
  private static final long AT_BATCH_MILLIS = 3_200;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .findAndRegisterModules()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(CALL).build();

  private final URI github;
  private final URI batch;
  private final AzureBatchClient tasks;
  private final Set<Long> redelivered = new HashSet<>();

  StandInApi(Endpoints ports) {
    this.github = URI.create("http://127.0.0.1:" + ports.github());
    this.batch = URI.create("http://127.0.0.1:" + ports.batch());
    this.tasks =
        new AzureBatchClient(
            new BatchCredentials(
                batch, BatchStandInCommand.DEFAULT_ACCOUNT, BatchStandInCommand.DEFAULT_KEY),
            CALL,
            InstantSource.system());
  }

  URI github() {
    return github;
  }

  URI batch() {
    return batch;
  }

  /** Returns whether something answers there with 200. */
  static boolean answers(URI address) {
    try {
      return HTTP.send(request(address).build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Queues a workflow file of one job; returns the job's id. */
  long queue(String repository, String workflow) {
    String run = send("POST", at(github, "/_queue?repo=" + repository), workflow).strip();
    String jobs = "/api/v3/repos/" + repository + "/actions/runs/" + run + "/jobs";
    return json(get(github, jobs)).at("/jobs/0/id").asLong();
  }

  Map<Long, JobView> jobs() {
    return read(get(github, "/_jobs.json"), JobView[].class).stream()
        .collect(Collectors.toMap(JobView::id, Function.identity()));
  }

  List<RunnerView> runners() {
    return read(get(github, "/_runners.json"), RunnerView[].class);
  }

  List<TaskSnapshot> tasks(Scenario scenario) {
    try {
      return tasks.tasks(BatchJobId.parse(scenario.batchJob()).orElseThrow());
    } catch (BatchException e) {
      if (e.status() == 404) {
        return List.of();
      }
      throw e;
    }
  }

  void hold(Hold hold) {
    send(
        "PUT",
        at(
            hold.at(),
            "/_holds?request="
                + encoded(hold.request())
                + "&when="
                + hold.when()
                + "&pass="
                + hold.pass()),
        "");
  }

  /**
   * Returns whether a request of this hold waits there, and its client still waits for the answer.
   */
  boolean isHeld(Hold hold) {
    long youngest = hold.at().equals(github) ? AT_GITHUB_MILLIS : AT_BATCH_MILLIS;
    return get(hold.at(), "/_holds")
        .lines()
        .map(line -> line.split(" ", 2))
        .anyMatch(words -> words[1].equals(hold.request()) && Long.parseLong(words[0]) < youngest);
  }

  /**
   * Ends a hold; what it held is never carried out, so that only a client that still lives asks
   * again.
   */
  void drop(Hold hold) {
    send("DELETE", at(hold.at(), "/_holds?drop=true&request=" + encoded(hold.request())), "");
  }

  /**
   * Lets everything go.
   *
   * @param drop whether what was held is never carried out.
   * @param after how long it waits still, while others pass.
   */
  void releaseAll(boolean drop, Duration after) {
    String how = "/_holds?drop=" + drop + "&after=" + after.toMillis();
    send("DELETE", at(github, how), "");
    send("DELETE", at(batch, how), "");
  }

  /** Returns whether this delivery has been sent and not been answered. */
  boolean isUnderWay(String action, long job) {
    return get(github, "/_under-way").lines().anyMatch((action + " " + job)::equals);
  }

  /**
   * Has every delivery that failed sent once more, through GitHub's API, as a sweep would.
   *
   * @return the job and the action of each.
   */
  List<Redelivery> redeliverFailures() {
    List<Redelivery> again = new ArrayList<>();
    for (JsonNode failed : json(get(github, HOOK + "?status=failure&per_page=100"))) {
      long id = failed.path("id").asLong();
      if (failed.path("event").asText().equals("workflow_job") && redelivered.add(id)) {
        JsonNode full = json(get(github, HOOK + "/" + id));
        again.add(
            new Redelivery(
                full.at("/request/payload/workflow_job/id").asLong(),
                failed.path("action").asText(),
                failed.path("status_code").asInt()));
        send("POST", at(github, HOOK + "/" + id + "/attempts"), "");
      }
    }
    return again;
  }

  /**
   * A delivery that failed and was sent again.
   *
   * @param answered what the gateway had answered; 0 for nothing.
   */
  record Redelivery(long job, String action, int answered) {}

  private static String get(URI server, String path) {
    return send("GET", at(server, path), "");
  }

  private static String send(String method, URI address, String body) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              request(address).method(method, BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(
            method + " " + address + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address)
        .timeout(CALL)
        .header("Authorization", "Bearer " + StandInSettings.DEFAULT.token());
  }

  private static URI at(URI server, String path) {
    return URI.create(server + path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> List<T> read(String text, Class<T[]> type) {
    try {
      return List.of(JSON.readValue(text, type));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    tasks.close();
  }
}
