package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.fault.Outage;
import dev.mayfly.standin.forge.fault.Probes;
import dev.mayfly.standin.server.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The forge answers nobody for a while: nothing is lost, and it is left alone meanwhile. */
@SuppressWarnings("NullAway.Init") // the test begins with start()
class OutageEndToEndTest {

  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration LASTS = Duration.ofSeconds(17);
  // Probes leave every five seconds; how long each is on its way may differ by this.
  private static final Duration APART = Duration.ofMillis(4_750);

  @TempDir Path directory;

  private LocalStack stack;

  @AfterEach
  void stop() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Outage.Kind.class)
  void afterAnOutageEveryJobIsDoneOnceAndProbesWereFarApart(Outage.Kind kind) throws Exception {
    stack =
        LocalStack.start(
            Files.createDirectory(directory.resolve("stack")),
            LocalStack.Settings.DEFAULT.withSweepEvery(Duration.ofSeconds(2)));
    Path go = directory.resolve("go");
    queue("while [ ! -e " + go + " ]; do sleep 0.2; done");
    stack.github().await("it runs", SOON, s -> s.starts().size() == 1);

    queue("true");
    stack.github().faults().begin(Outage.ofApi(kind, LASTS));
    Eventually.until("the outage is met", () -> log().requests().size() > 1 || refused(kind));
    queue("true");
    Files.createFile(go);
    stack.github().awaitAll(SOON);

    assertThat(stack.github().jobs()).extracting(JobView::conclusion).containsOnly("success");
    assertThat(stack.github().starts())
        .extracting(JobStart::job)
        .hasSize(3)
        .doesNotHaveDuplicates();
    Eventually.until("nothing is left", SOON, () -> stack.leftovers().isEmpty());
    Probes probes = Probes.of(log());
    assertThat(probes.later()).as("probes in " + log()).isGreaterThan(refused(kind) ? -1 : 0);
    probes
        .closest()
        .ifPresent(gap -> assertThat(gap).as("in " + log()).isGreaterThanOrEqualTo(APART));
  }

  /** The first answer says until when, and nobody asks before. */
  private static boolean refused(Outage.Kind kind) {
    return kind == Outage.Kind.RATE_LIMITED;
  }

  private Outage.Log log() {
    return stack.github().faults().outages().get(0);
  }

  private void queue(String command) {
    long unused =
        stack
            .github()
            .queue(
                """
                jobs:
                  build:
                    runs-on: [self-hosted, ubuntu-latest]
                    steps: [{run: '%s'}]
                """
                    .formatted(command),
                "acme/app");
  }
}
