package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Leaks;
import dev.mayfly.acceptance.stack.Rounds;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.LocalApp;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A worker that signs in as GitHub Apps, on a real Temporal server: their tokens expire while it
 * works, their webhook tells of the jobs, and nothing that they sign in with is to be seen.
 */
@Tag("server")
class AppEndToEndTest {

  // Short enough to expire within a test, and long enough for a slow machine to use one.
  private static final Duration TOKEN_LIFETIME = Duration.ofSeconds(12);

  @RegisterExtension final Stack stack = new Stack();

  @Test
  void jobsAreServedAcrossExpiriesAndALostDeliveryIsSentAgain() throws Exception {
    LocalApp app = LocalApp.make(12, TOKEN_LIFETIME);
    LocalApp other = LocalApp.make(34, TOKEN_LIFETIME);
    stack.start(
        Stack.onRealTemporal()
            .withApps(List.of(app, other))
            .withSweepEvery(Rounds.NEVER)
            .withRedelivery()
            .withLogLevel("DEBUG"));
    GitHubStandIn gitHub = stack.github();
    Rounds rounds = stack.rounds();
    rounds.first();
    stack.queueExample(2);
    stack.awaitAll();
    String first = gitHub.apps().tokens().get(0);
    stack.until("the token has expired", () -> gitHub.apps().hasExpired(first));

    gitHub.faults().loseDeliveries(1);
    stack.queueExample(1);
    Set<String> lost = gitHub.failedDeliveries();

    rounds.redelivers(1);
    stack.awaitAll();
    rounds.next();
    assertThat(gitHub.redeliveries()).containsExactlyEntriesOf(Map.of(lost.iterator().next(), 1L));
    assertThat(gitHub.jobs()).hasSize(3).extracting(JobView::conclusion).containsOnly("success");
    stack.nothingIsLeft();
    assertThat(gitHub.hour().used()).as("nothing by the token").isZero();
    assertThat(gitHub.hourOf(app.known()).used()).isPositive();
    assertThat(gitHub.hourOf(other.known()).used()).isPositive();
    nothingIsToBeSeen(app, other);
  }

  private void nothingIsToBeSeen(LocalApp app, LocalApp other) throws Exception {
    Map<String, String> secrets = new TreeMap<>();
    for (LocalApp each : List.of(app, other)) {
      List<String> lines = each.privateKey().lines().toList();
      secrets.put("key of App " + each.id(), lines.get(1));
      secrets.put("end of the key of App " + each.id(), lines.get(lines.size() - 3));
    }
    stack.github().apps().tokens().forEach(it -> secrets.put("token " + secrets.size(), it));
    stack.github().apps().jwts().forEach(it -> secrets.put("JWT " + secrets.size(), signed(it)));
    Leaks leaks = new Leaks(secrets);

    assertThat(secrets).hasSizeGreaterThan(8);
    for (JobView job : stack.github().jobs()) {
      assertThat(leaks.in(stack.lives().history(job.id()))).isEmpty();
    }
    assertThat(leaks.in(stack.lives().sweepHistory())).isEmpty();
    String log = Files.readString(stack.folder().resolve("mayfly.log"));
    assertThat(leaks.in("mayfly.log", log)).isEmpty();
    assertThat(leaks.in("a log with one", log + stack.github().apps().tokens().get(0)))
        .as("the search finds what is there")
        .hasSize(1);
  }

  /** Its last part, which alone makes it worth anything. */
  private static String signed(String jwt) {
    return jwt.substring(jwt.lastIndexOf('.') + 1);
  }
}
