package dev.mayfly.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.standin.forge.StandInSettings;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes signed webhooks of the size that GitHub's have, every one distinct. What is the same in all
 * of them comes first in the body and is signed only once, so that making one costs microseconds on
 * a machine that runs the servers, too. Thread-safe.
 */
public final class WebhookGenerator {

  // Far from what stand-ins give.
  private static final AtomicLong NEXT_JOB = new AtomicLong(50_000_000_000L);
  private static final int SIZE = 20_000;
  private static final String ALGORITHM = "HmacSHA256";
  private static final String JOB =
      """
      "action":"%s","workflow_job":{"id":%d,"run_id":%d,"workflow_name":"CI","head_branch":"main",\
      "run_attempt":1,"node_id":"CR_kwDOA%d","head_sha":"3484a3fb816e0859fd6e1cea078d76385ff50625",\
      "html_url":"https://github.com/acme/app/actions/runs/%d/job/%d","status":"%s",\
      "created_at":"%s","started_at":"%s","completed_at":null,"name":"build","steps":[],\
      "labels":[%s],"runner_id":%s,"runner_name":%s,"runner_group_id":null,"conclusion":%s}}\
      """;
  private static final String OURS = "\"self-hosted\",\"linux\"";
  private static final String NULL = "null";
  private static final String SIGNATURE = "\r\nX-Hub-Signature-256: sha256=";

  private final String host;
  private final byte[] common;
  private final Mac begun;

  /**
   * @param port of the gateway.
   */
  public WebhookGenerator(int port) {
    host = "127.0.0.1:" + port;
    common = RepositoryJson.ofSize(SIZE).getBytes(UTF_8);
    try {
      begun = Mac.getInstance(ALGORITHM);
      begun.init(new SecretKeySpec(StandInSettings.DEFAULT.secret().getBytes(UTF_8), ALGORITHM));
      begun.update(common);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** So many jobs that never were before. */
  public static List<Long> newJobs(int count) {
    return LongStream.range(0, count).mapToObj(any -> NEXT_JOB.incrementAndGet()).toList();
  }

  /** A job that never was before is queued. */
  public Webhook queued() {
    return queued(NEXT_JOB.incrementAndGet());
  }

  /** This job is queued. */
  public Webhook queued(long job) {
    return signed(job, "workflow_job", job("queued", job, OURS, NULL, 0));
  }

  /** A job is queued that asks for somebody else's runner. */
  public Webhook ignored() {
    long job = NEXT_JOB.incrementAndGet();
    return signed(job, "workflow_job", job("queued", job, "\"ubuntu-latest\"", NULL, 0));
  }

  /** This runner took this job. */
  public Webhook inProgress(long job, String runner, long runnerId) {
    return signed(job, "workflow_job", job("in_progress", job, OURS, runner, runnerId));
  }

  /** This runner has done this job. */
  public Webhook completed(long job, String runner, long runnerId) {
    return signed(job, "workflow_job", job("completed", job, OURS, runner, runnerId));
  }

  /** Returns the event that a new hook begins with. */
  public Webhook ping() {
    return signed(0, "ping", "\"zen\":\"Half measures are as bad as nothing at all.\"}");
  }

  /** As {@link #queued()}, signed with another secret. */
  public Webhook wronglySigned() {
    long job = NEXT_JOB.incrementAndGet();
    String wrong = SIGNATURE + "0".repeat(64);
    return request(job, "workflow_job", job("queued", job, OURS, NULL, 0), wrong);
  }

  /** As {@link #queued()}, without a signature. */
  public Webhook unsigned() {
    long job = NEXT_JOB.incrementAndGet();
    return request(job, "workflow_job", job("queued", job, OURS, NULL, 0), "");
  }

  private static String job(String action, long job, String labels, String runner, long runnerId) {
    boolean has = !runner.equals(NULL);
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return JOB.formatted(
        action,
        job,
        job,
        job,
        job,
        job,
        action,
        now,
        now,
        labels,
        has ? String.valueOf(runnerId) : NULL,
        has ? "\"" + runner + "\"" : NULL,
        action.equals("completed") ? "\"success\"" : NULL);
  }

  private Webhook signed(long job, String event, String rest) {
    try {
      Mac mac = (Mac) begun.clone();
      String digest = HexFormat.of().formatHex(mac.doFinal(rest.getBytes(UTF_8)));
      return request(job, event, rest, SIGNATURE + digest);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Webhook request(long job, String event, String rest, String signature) {
    byte[] end = rest.getBytes(UTF_8);
    String head =
        "POST /webhooks/github HTTP/1.1\r\nHost: "
            + host
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + (common.length + end.length)
            + "\r\nUser-Agent: GitHub-Hookshot/bench\r\nX-GitHub-Event: "
            + event
            + "\r\nX-GitHub-Delivery: bench-"
            + Long.toString(NEXT_JOB.incrementAndGet(), 36)
            + signature
            + "\r\n\r\n";
    return new Webhook(job, head.getBytes(UTF_8), common, end);
  }
}
