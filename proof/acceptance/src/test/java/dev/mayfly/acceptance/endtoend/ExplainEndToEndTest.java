package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.local.stack.Ports;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code ./mayfly explain}, asked about jobs of a whole Mayfly. */
@Execution(ExecutionMode.CONCURRENT)
@Tag("server")
class ExplainEndToEndTest {

  @RegisterExtension final Stack stack = new Stack();

  private Said explain(String... words) {
    return Said.of(stack.local().temporal().address(), words);
  }

  /** In one line, which a terminal's has not. */
  private String why(long job) {
    return why("" + job);
  }

  private String why(String job) {
    try {
      String json = explain("-o", "json", job).text();
      return new ObjectMapper().readTree(json).path("why").asText();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aJobIsExplainedByWhateverNameWhileItRunsAndAfterwards() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT);
    // A webhook may be faster than the watcher, and then no node is known.
    stack.batch().faults().delayBoots(Duration.ofSeconds(8));
    long job = stack.queueUntilGo();
    stack.until("its node is known", () -> explain("" + job).text().contains("prepares"));
    stack.awaitRunning(job);
    String runner = Objects.requireNonNull(stack.job(job).runner());

    stack.until("it runs", () -> explain("" + job).text().startsWith("RUNNING  acme/app"));
    Said said = explain("" + job);
    assertThat(said.exitCode()).isZero();
    assertThat(said.text()).contains("pool ubuntu", "runs on runner " + runner + " on node ");
    assertThat(said.text().lines()).hasSizeLessThanOrEqualTo(12);
    assertThat(explain(runner).text()).startsWith("RUNNING");
    assertThat(explain("mayfly-github-" + job).text()).startsWith("RUNNING");
    assertThat(explain("https://forge/acme/app/actions/runs/1/job/" + job + "?pr=1").text())
        .startsWith("RUNNING");
    JsonNode json = new ObjectMapper().readTree(explain("-o", "json", "" + job).text());
    assertThat(json.path("situation").asText()).isEqualTo("RunsHere");
    assertThat(json.path("since").asText()).endsWith("Z");

    stack.go();
    stack.isCompleted(job);

    assertThat(explain("" + job).text()).startsWith("DONE").contains("concluded with success");
    assertThat(explain("99").exitCode()).isEqualTo(3);
    assertThat(explain("99").text()).startsWith("NOT SEEN  job 99");
  }

  @Test
  void aJobInAFullPoolIsToldItsPlaceAndOneOfAPausedPoolByWhomAndWhy() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT.withMaxRunners(1));
    long first = stack.queueUntilGo();
    stack.awaitRunning(first);
    long second = stack.queue("true");
    stack.until("it waits", () -> why(second).contains("This job is number 1 of 1 that wait"));

    assertThat(explain("" + second).exitCode()).isZero();
    stack
        .lives()
        .pool("ubuntu")
        .signal("pause", Map.of("by", "ada", "reason", "maintenance of the network"));

    stack.until("it is paused", () -> explain("" + second).exitCode() == 1);
    assertThat(explain("" + second).text()).startsWith("STUCK").contains("send `resume`");
    assertThat(why(second)).contains("by ada: maintenance of the network");
    stack.lives().pool("ubuntu").signal("resume", Map.of("by", "ada", "reason", "done"));
    stack.go();
    stack.isCompleted(second);
  }

  @Test
  void ofAJobWithoutALifeTheForgeIsAskedAndItIsRoutedPurely() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT);
    long unserved = stack.queue("ubuntu-lates", "true");
    String page = "https://forge/acme/app/actions/runs/1/job/";

    Said said = explain(page + unserved);

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.text()).startsWith("NOT SERVED");
    assertThat(why(page + unserved))
        .contains("ubuntu-lates", "pool ubuntu comes nearest, but it does not offer");
    assertThat(explain(page + "98").exitCode()).isEqualTo(3);
    assertThat(explain("https://forge/evil/app/actions/runs/1/job/" + unserved).text())
        .startsWith("NOT SERVED")
        .contains("Repository evil/app is in none of the scopes");
  }

  @Test
  void aLifeThatWasTerminatedIsToldAsSuch() throws Exception {
    stack.start(LocalStack.Settings.DEFAULT);
    long job = stack.queueUntilGo();
    stack.awaitRunning(job);

    stack.lives().stub(job).terminate("by mistake");

    assertThat(explain("" + job))
        .satisfies(
            it -> assertThat(it.exitCode()).isEqualTo(1),
            it -> assertThat(it.text()).contains("ended from outside (terminated)"));
    stack.go();
  }

  @Test
  void withoutTemporalAllThatIsKnownIsThatItIsAway() throws Exception {
    Said said = Said.of("127.0.0.1:" + Ports.free(), "99");

    assertThat(said.exitCode()).isEqualTo(4);
    assertThat(said.text()).startsWith("UNREACHABLE").contains("does not answer", "Start Temporal");
  }

  @Test
  void whatIsNoJobIsMisuse() {
    Said said = Said.of("127.0.0.1:7233", "https://github.com/acme/shop/pull/7");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.text()).contains("not a job: https://github.com/acme/shop/pull/7; expected");
  }
}
