package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.standin.forge.fault.DeliveryFaults;
import dev.mayfly.standin.forge.webhook.Deliveries;
import dev.mayfly.standin.forge.webhook.Delivery;
import dev.mayfly.standin.forge.webhook.DeliveryCounts;
import dev.mayfly.standin.forge.webhook.DeliveryTally;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.SeededRandom;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deliveries by chance, on their real way. */
@SuppressWarnings("NullAway.Init") // JUnit calls start()
@Tag("server")
class DeliveryFaultsTest {

  private static final int JOBS = 100;
  private static final Duration SOON = Duration.ofSeconds(60);

  private Receiver receiver;
  private GitHubStandIn gitHub;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
    gitHub = GitHubStandIn.start(StandInSettings.DEFAULT.withWebhook(receiver.url(), "a secret"));
  }

  @AfterEach
  void stop() {
    gitHub.close();
    receiver.close();
  }

  @Test
  void aQueuedIsNotLostAndAnythingElseAsOftenAsWasAskedFor() {
    gitHub.faults().disturb(new DeliveryFaults(new SeededRandom(7), 0, 30, 0, Duration.ZERO));

    queueAndCancel();

    DeliveryCounts counts = settled();
    assertThat(counts.events()).isEqualTo(2 * JOBS);
    assertThat(counts.lost()).isBetween(15, 45);
    assertThat(counts.sent()).isEqualTo(2 * JOBS - counts.lost());
    assertThat(counts.refused()).isZero();
  }

  @Test
  void aQueuedThatVanishesIsOnNobodysRecord() throws Exception {
    gitHub.faults().disturb(new DeliveryFaults(new SeededRandom(7), 0, 0, 30, Duration.ZERO));

    queue();

    DeliveryCounts counts = settled();
    assertThat(counts.vanished()).isBetween(15, 45);
    assertThat(counts.lost()).isZero();
    assertThat(counts.sent()).isEqualTo(JOBS - counts.vanished());
    assertThat(gitHub.unheardOf()).hasSize(counts.vanished());
    assertThat(onRecord("queued")).isEqualTo(JOBS - counts.vanished());
  }

  @Test
  void aSilentForgeTellsNobodyAnythingAndHasNoRecordOfIt() throws Exception {
    Eventually.until("the ping has arrived", SOON, () -> onRecord("ping") == 1);
    gitHub.faults().silence(true);

    queueAndCancel();

    assertThat(gitHub.deliveries().sent()).isZero();
    assertThat(gitHub.deliveries().vanished()).isEqualTo(2 * JOBS);
    assertThat(onRecord("completed") + onRecord("queued")).isZero();
  }

  @Test
  void repeatsGoOutTwiceAndEveryOtherOneUnderAnotherGuid() throws Exception {
    gitHub.faults().disturb(new DeliveryFaults(new SeededRandom(7), 100, 0, 0, Duration.ZERO));

    queue();

    DeliveryCounts counts = settled();
    assertThat(counts.sent()).isEqualTo(2 * JOBS);
    assertThat(counts.repeated()).isEqualTo(JOBS);
    assertThat(counts.renamed()).isBetween(30, 70);
  }

  @Test
  void everyCopyIsHeldForATimeOfItsOwnWithinTheBound() {
    Duration bound = Duration.ofSeconds(8);
    DeliveryFaults chance = new DeliveryFaults(new SeededRandom(7), 0, 0, 0, bound);

    List<Duration> holds =
        LongStream.range(0, JOBS)
            .mapToObj(DeliveryFaultsTest::completed)
            .flatMap(event -> Stream.of(chance.hold(event.key(), 1), chance.hold(event.key(), 2)))
            .toList();

    assertThat(holds).allMatch(hold -> !hold.isNegative() && hold.compareTo(bound) <= 0);
    assertThat(holds.stream().distinct().count()).isGreaterThan(JOBS);
    assertThat(chance.hold(completed(1).key(), 1)).isEqualTo(chance.hold(completed(1).key(), 1));
  }

  @Test
  void whatSetsOutAfterALaterEventOfItsJobWasOvertaken() {
    DeliveryTally tally = new DeliveryTally();

    tally.setOut(completed(1), 3);
    tally.setOut(completed(2), 2);
    tally.setOut(completed(1), 1);

    assertThat(tally.counts().sent()).isEqualTo(3);
    assertThat(tally.counts().overtaken()).isEqualTo(1);
  }

  @Test
  void aQueuedThatNobodyTookIsSentAgainUntilSomebodyDoes() {
    receiver.answer(503);
    queue();
    assertThat(settled().refused()).isEqualTo(JOBS);

    assertThat(gitHub.redeliverRefused()).isEqualTo(JOBS);
    assertThat(settled().refused()).isEqualTo(2 * JOBS);

    receiver.answer(200);
    assertThat(gitHub.redeliverRefused()).isEqualTo(JOBS);
    assertThat(settled().refused()).isEqualTo(2 * JOBS);
    assertThat(gitHub.redeliverRefused()).isZero();
  }

  @Test
  void nothingIsDisturbedUnasked() {
    queueAndCancel();

    DeliveryCounts counts = settled();
    assertThat(counts.sent()).isEqualTo(2 * JOBS);
    assertThat(counts.lost() + counts.repeated()).isZero();
  }

  @Test
  void isSwitchedOnByName() throws Exception {
    Properties lines = new Properties();
    lines.setProperty("seed", "7");
    lines.setProperty("repeatPercent", "20");
    lines.setProperty("losePercent", "30");
    lines.setProperty("vanishPercent", "10");
    lines.setProperty("hold", "1.5s");

    gitHub.faults().set(lines);

    assertThat(gitHub.faults().byChance())
        .isEqualTo(new DeliveryFaults(new SeededRandom(7), 20, 30, 10, Duration.ofMillis(1500)));
  }

  /** Returns how many deliveries of this event or action the API lists. */
  private long onRecord(String what) {
    String path = "/orgs/acme/hooks/" + Deliveries.HOOK_ID + "/deliveries?per_page=100";
    JsonNode page = Api.of(gitHub).deliveries(path);
    return StreamSupport.stream(page.spliterator(), false)
        .filter(
            one -> List.of(one.path("event").asText(), one.path("action").asText()).contains(what))
        .count();
  }

  private static Delivery.Event completed(long job) {
    return new Delivery.Event("workflow_job", "completed", null, job, new byte[0]);
  }

  private void queue() {
    for (int job = 0; job < JOBS; job++) {
      gitHub.queue("jobs: {b: {runs-on: self-hosted, steps: [{run: 'true'}]}}", "acme/app");
    }
  }

  private void queueAndCancel() {
    queue();
    gitHub.jobs().forEach(job -> gitHub.cancel(job.runId()));
  }

  private DeliveryCounts settled() {
    Eventually.until("all is answered", SOON, () -> gitHub.deliveries().waiting() == 0);
    return gitHub.deliveries();
  }
}
