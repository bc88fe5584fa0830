package dev.mayfly.console.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.console.jobs.Refusal;
import dev.mayfly.service.batch.BatchAccount;
import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.service.batch.BatchSignIn;
import dev.mayfly.service.batch.EntraSignIn;
import dev.mayfly.service.batch.SharedKey;
import dev.mayfly.service.entra.EntraAccess;
import dev.mayfly.service.entra.EntraTransport;
import dev.mayfly.service.http.Redirects;
import dev.mayfly.workflows.id.TaskRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tasks of a Batch account and their files, read by plain REST; nothing else is asked, and
 * nothing is changed. Rule batch-task-files.
 */
public final class TaskFiles {

  // Two of them for an answer, for which the command line waits half a minute.
  private static final int PATIENCE_MILLIS = 8_000;
  private static final int LARGEST_OF_ITS_OWN = 1 << 16;
  private static final int BEYOND_THE_END = 416; // InvalidRange
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String account;
  private final Authorization signIn;
  private final InstantSource clock;

  private interface Authorization {
    String of(SharedKey.Request request) throws IOException;
  }

  /**
   * @param clock by which requests are signed, and tokens expire.
   */
  public TaskFiles(BatchSignIn signIn, InstantSource clock) {
    this.account = signIn.url().toString().replaceFirst("/$", "");
    this.clock = clock;
    this.signIn = authorization(signIn, clock);
  }

  private static Authorization authorization(BatchSignIn signIn, InstantSource clock) {
    if (signIn instanceof EntraSignIn entra) {
      Duration patience = Duration.ofMillis(PATIENCE_MILLIS);
      EntraTransport transport = EntraTransport.over(patience.dividedBy(3));
      EntraAccess access = new EntraAccess(entra.credentials(), transport, patience, clock);
      return request -> "Bearer " + access.token().value();
    }
    return new SharedKey((BatchCredentials) signIn)::authorization;
  }

  /**
   * Returns its state, in Batch's words.
   *
   * @throws Refusal when Batch has none, or does not tell.
   */
  public String state(TaskRef task) {
    // Never without $select: the environment has the runner's token.
    byte[] answer = ask(task, "", Map.of("$select", "state"), Map.of(), 0).body(task);
    return json(answer).path("state").asText("");
  }

  /**
   * Returns a part of a file; empty where the file ends before it.
   *
   * @param length of it in bytes, at most.
   * @throws Refusal when there is no such file any more, or not yet.
   */
  byte[] part(TaskRef task, LogFile file, long from, int length) {
    String range = "bytes=" + from + "-" + (from + length - 1);
    BatchAnswer answer =
        ask(task, "/files/" + file.path(), Map.of(), Map.of("ocp-range", range), length);
    return answer.status() == BEYOND_THE_END ? new byte[0] : answer.body(task);
  }

  /**
   * @param length that the answer may have, unless it is a short one of Batch's own.
   */
  private BatchAnswer ask(
      TaskRef task,
      String below,
      Map<String, String> query,
      Map<String, String> headers,
      int length) {
    String path = "/jobs/" + task.batchJob() + "/tasks/" + task.task() + below;
    SortedMap<String, String> asked = new TreeMap<>(query);
    asked.put("api-version", BatchAccount.REST_VERSION);
    SortedMap<String, String> ocp = new TreeMap<>(headers);
    ocp.put(SharedKey.DATE, SharedKey.date(clock.instant()));
    try {
      return send(path, asked, ocp, Math.max(length, LARGEST_OF_ITS_OWN));
    } catch (IOException e) {
      throw BatchAnswer.none(account, e);
    }
  }

  // By the JDK's older client: the newer one of Java 17 adds a Content-Length to each GET, later
  // ones do not (JDK-8283544), and a signature is for one of the two.
  private BatchAnswer send(
      String path, SortedMap<String, String> query, SortedMap<String, String> ocp, int largest)
      throws IOException {
    String asked = String.join("&", query.entrySet().stream().map(String::valueOf).toList());
    URI address = URI.create(account + path + "?" + asked);
    HttpURLConnection request = (HttpURLConnection) address.toURL().openConnection();
    request.setInstanceFollowRedirects(false);
    request.setConnectTimeout(PATIENCE_MILLIS);
    request.setReadTimeout(PATIENCE_MILLIS);
    ocp.forEach(request::setRequestProperty);
    request.setRequestProperty(
        "Authorization",
        signIn.of(new SharedKey.Request("GET", "", "", ocp, address.getRawPath(), query)));
    int status = request.getResponseCode();
    if (Redirects.isOne(status)) {
      throw new IOException(Redirects.refused(address, request.getHeaderField("Location")));
    }
    try (InputStream body = status < 400 ? request.getInputStream() : request.getErrorStream()) {
      return new BatchAnswer(
          account, status, body == null ? new byte[0] : body.readNBytes(largest));
    }
  }

  static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException notFromBatch) {
      return JSON.createObjectNode();
    }
  }
}
