package dev.mayfly.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mayfly.gateway.delivery.SignatureVerifier;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.standin.forge.StandInSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // each test begins with start()
@Tag("server")
class LoadTest {

  private record Got(String signature, String delivery, String body) {}

  private final Queue<Got> got = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private WebhookGenerator webhooks;

  @BeforeEach
  void start() throws IOException {
    listen(0);
    webhooks = new WebhookGenerator(port());
  }

  private void listen(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/webhooks/github", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  /** Every fourth one is refused; every second of these is told when to come again. */
  private void answer(HttpExchange exchange) throws IOException {
    got.add(
        new Got(
            String.valueOf(exchange.getRequestHeaders().getFirst("X-Hub-Signature-256")),
            exchange.getRequestHeaders().getFirst("X-GitHub-Delivery"),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    int number = requests.incrementAndGet();
    if (number % 8 == 0) {
      exchange.getResponseHeaders().set("Retry-After", "5");
    }
    exchange.sendResponseHeaders(number % 4 == 0 ? 503 : 202, -1);
    exchange.close();
  }

  @Test
  void allWebhooksAreDistinctSignedAndOfRealSize() throws Exception {
    LatencySamples all = Load.run(port(), ArrivalPace.atOnce(40, 4), webhooks::queued);

    assertThat(all.count()).isEqualTo(40);
    SignatureVerifier verifier =
        new SignatureVerifier(
            "github", List.of(Secret.of(StandInSettings.DEFAULT.secret())), InstantSource.system());
    for (Got one : got) {
      assertThat(verifier.verify(one.body().getBytes(UTF_8), one.signature(), one.delivery()))
          .isPresent();
      assertThat(one.body().length()).isBetween(19_000, 22_000);
    }
    assertThat(got.stream().map(Got::delivery).distinct()).hasSize(40);
    assertThat(jobs())
        .isEqualTo(all.all().stream().map(Sample::job).collect(Collectors.toSet()))
        .hasSize(40);
  }

  private Set<Long> jobs() throws IOException {
    Set<Long> jobs = new HashSet<>();
    for (Got one : got) {
      JsonNode body = new ObjectMapper().readTree(one.body());
      assertThat(body.path("repository").path("full_name").asText()).isEqualTo("acme/app");
      jobs.add(body.path("workflow_job").path("id").asLong());
    }
    return jobs;
  }

  @Test
  void refusalsAreCountedApart() throws Exception {
    LatencySamples all =
        Load.run(port(), ArrivalPace.perSecond(100, Duration.ofSeconds(1)), webhooks::queued);

    assertThat(all.statuses()).containsEntry(202, 75L).containsEntry(503, 25L).hasSize(2);
    assertThat(all.accepted().count()).isEqualTo(75);
    assertThat(all.withStatus(503).only(Sample::saysWhen).count()).isEqualTo(12);
    assertThat(all.only(Sample::saysWhen).count()).isEqualTo(12);
    assertThat(all.millis(99)).isPositive().isGreaterThanOrEqualTo(all.serverMillis(99));
  }

  @Test
  void whereNobodyListensThereIsNoAnswer() throws Exception {
    int closed = port();
    server.stop(0);

    LatencySamples all = Load.run(closed, ArrivalPace.atOnce(3, 1), webhooks::queued);

    assertThat(all.statuses()).containsEntry(0, 3L).hasSize(1);
  }

  @Test
  void aKeptConnectionThatAKilledServerEndedIsMadeAnew() throws Exception {
    int port = port();
    try (Connection connection = new Connection(port)) {
      assertThat(connection.send(webhooks.queued()).status()).isEqualTo(202);
      server.stop(0);
      assertThat(connection.send(webhooks.queued()).status()).as("nobody listens").isZero();
      listen(port);
      assertThat(connection.send(webhooks.queued()).status()).isEqualTo(202);
      server.stop(0);
      listen(port);

      assertThat(connection.send(webhooks.queued()).status()).isEqualTo(202);
    }
  }

  @Test
  void unsignedAndWronglySignedOnesAreNotVerified() throws Exception {
    LatencySamples unused = Load.run(port(), ArrivalPace.atOnce(1, 1), webhooks::unsigned);
    unused = Load.run(port(), ArrivalPace.atOnce(1, 1), webhooks::wronglySigned);

    assertThat(got.stream().map(Got::signature))
        .containsExactly("null", "sha256=" + "0".repeat(64));
  }

  @Test
  void aPercentileIsOneOfTheFigures() {
    double[] hundred = new double[100];
    for (int i = 0; i < 100; i++) {
      hundred[i] = i + 1;
    }

    assertThat(Percentile.of(hundred, 50)).isEqualTo(50);
    assertThat(Percentile.of(hundred, 99)).isEqualTo(99);
    assertThat(Percentile.of(new double[] {7}, 99)).isEqualTo(7);
    assertThat(Percentile.of(new double[0], 50)).isNaN();
  }
}
