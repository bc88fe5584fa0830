package dev.mayfly.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.gateway.Await;
import dev.mayfly.gateway.Gateway;
import dev.mayfly.gateway.TestTemporal;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The check of sources over HTTP, by the real gateway behind a proxy on this machine. */
@Tag("server")
class SourcesTest {

  private static final String GITHUB = "192.30.252.44";
  private static final String STRANGER = "203.0.113.9";

  @RegisterExtension static final TestTemporal temporal = new TestTemporal("test");

  @TempDir static Path shared;
  @TempDir Path own;

  private static MetaServer meta;
  private static Gateway enforcing;

  @BeforeAll
  static void start() throws Exception {
    meta = new MetaServer();
    meta.hooks("192.30.252.0/22", "2a0a:a440::/29");
    enforcing = gateway(shared, "enforce", meta);
    awaitGreen(enforcing);
  }

  @AfterAll
  static void stop() {
    enforcing.close();
    meta.close();
  }

  @Test
  void enforceRefusesAStrangerThoughItsSignatureIsRightAndServesTheForge() throws Exception {
    int before = count(enforcing, "webhooks.source.foreign");

    assertThat(ping(enforcing, GITHUB).status()).isEqualTo(200);
    Gateway.Reply refused = ping(enforcing, STRANGER);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("result")).isEqualTo("refused");
    assertThat(refused.text("reason")).contains("sources in gateway.yml");
    assertThat(ping(enforcing, GITHUB + ", " + STRANGER).status()).isEqualTo(403);
    assertThat(count(enforcing, "webhooks.source.foreign")).isEqualTo(before + 2);
  }

  @Test
  void aForgeWithRangesOfItsOwnIsServedFromThemAlone() throws Exception {
    assertThat(ping(enforcing, "gitea", "10.9.0.7").status()).isEqualTo(200);
    assertThat(ping(enforcing, "gitea", GITHUB).status()).isEqualTo(403);
  }

  @Test
  void aPipelineIsServedFromItsRangesAlone() throws Exception {
    assertThat(request("10.8.0.7").status()).isEqualTo(400);
    assertThat(request(STRANGER).status()).isEqualTo(403);
  }

  private static Gateway.Reply request(String forwardedFor) throws Exception {
    return enforcing.send(
        enforcing
            .post("/requests/azdo", "{}")
            .header("X-Forwarded-For", forwardedFor)
            .header("Authorization", "Bearer " + Gateway.BEARER));
  }

  @Test
  void anUnknownForgeIsStillToldWhichThereAre() throws Exception {
    assertThat(enforcing.send(enforcing.request("gitlab", "{}")).status()).isEqualTo(404);
  }

  @Test
  void reportServesAStrangerAndCountsIt() throws Exception {
    try (Gateway gateway = gateway(own, "report", meta)) {
      assertThat(ping(gateway, STRANGER).status()).isEqualTo(200);
      assertThat(
              count(gateway, "webhooks.source.foreign") + count(gateway, "webhooks.source.unknown"))
          .isEqualTo(1);
    }
  }

  @Test
  void enforceAsksForAnotherDeliveryWhileTheListIsNotKnown() throws Exception {
    try (MetaServer failing = new MetaServer()) {
      failing.failWith(500);
      try (Gateway gateway = gateway(own, "enforce", failing)) {
        Gateway.Reply early = ping(gateway, GITHUB);

        assertThat(early.status()).isEqualTo(503);
        assertThat(early.http().headers().firstValue("Retry-After")).isPresent();
        assertThat(gateway.admin("/healthcheck").json().at("/sources/message").asText())
            .contains("could not be read yet for github");
      }
    }
  }

  private static Gateway gateway(Path directory, String mode, MetaServer meta) throws Exception {
    String sources =
        """
        sources:
          mode: %s
          trustedProxies: [127.0.0.0/8]
          ranges: {gitea: [10.9.0.0/24], azdo: [10.8.0.0/24]}
        """;
    return Gateway.with(
        sources.formatted(mode), directory, temporal.address(), "test", meta.api().toString());
  }

  private static Gateway.Reply ping(Gateway gateway, String forwardedFor) throws Exception {
    return ping(gateway, "github", forwardedFor);
  }

  private static Gateway.Reply ping(Gateway gateway, String forge, String forwardedFor)
      throws Exception {
    return gateway.send(
        gateway
            .request(forge, "{}")
            .header("X-Forwarded-For", forwardedFor)
            .header("X-GitHub-Event", "ping")
            .header("X-GitHub-Delivery", "p-" + forwardedFor)
            .header("X-Hub-Signature-256", Gateway.sign(Gateway.SECRET, "{}")));
  }

  private static int count(Gateway gateway, String counter) throws Exception {
    return gateway
        .admin("/metrics.json")
        .json()
        .path("counters")
        .path(counter)
        .path("count")
        .asInt();
  }

  private static void awaitGreen(Gateway gateway) throws Exception {
    Await.until(
        "the list of ranges is known",
        () -> gateway.admin("/healthcheck").json().at("/sources/healthy").asBoolean());
  }
}
