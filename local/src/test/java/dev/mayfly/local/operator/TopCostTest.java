package dev.mayfly.local.operator;

import static dev.mayfly.local.operator.FakeConsole.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.mayfly.console.api.JobsResource;
import dev.mayfly.console.api.PoolsResource;
import dev.mayfly.console.jobs.JobCosts;
import dev.mayfly.console.jobs.JobPage;
import dev.mayfly.console.jobs.Jobs;
import dev.mayfly.console.jobs.Messages;
import dev.mayfly.console.jobs.Pools;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.console.signin.Role;
import dev.mayfly.service.temporal.TemporalConnection;
import io.dropwizard.jackson.Jackson;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls that {@code top} costs Temporal, with the console's own answers. */
class TopCostTest {

  private static final int ROUNDS = 60;
  private static final Caller READER = new Caller("ada", Set.of(Role.READER));
  private static final ObjectMapper JSON =
      Jackson.newObjectMapper()
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);

  private final FakeConsole console = new FakeConsole();
  private final CountedTemporal temporal = new CountedTemporal(NOW.minus(Duration.ofMinutes(10)));

  TopCostTest() throws IOException {}

  @BeforeEach
  void connect() {
    assertThat(list("1").jobs()).isNotEmpty();
  }

  @AfterEach
  void stop() {
    temporal.close();
    console.close();
  }

  /** Of a console that remembers nothing. */
  private JobsResource jobs() {
    TemporalConnection connection = temporal.connection();
    InstantSource clock = InstantSource.fixed(NOW);
    JobCosts costs = new JobCosts(connection, "mayfly", Optional.empty(), clock);
    return new JobsResource(
        new Jobs(connection, "mayfly", "github", costs), new Messages(connection, "mayfly"), clock);
  }

  private JobPage list(String limit) {
    return jobs().list(READER, null, null, null, null, "open", limit, null);
  }

  private PoolsResource pools() {
    TemporalConnection connection = temporal.connection();
    return new PoolsResource(new Pools(connection, "mayfly"), new Messages(connection, "mayfly"));
  }

  /** Has the console answer so, and returns how many calls the answer was. */
  private int answers(String path, Supplier<Object> answer) throws Exception {
    int before = temporal.calls();
    console.on("GET /api/v1/" + path, 200, JSON.writeValueAsString(answer.get()));
    return temporal.calls() - before;
  }

  private long asked(String path) {
    return console.asked().stream().filter(it -> it.what().contains("/api/v1/" + path)).count();
  }

  @Test
  void fiveHundredJobsInTenPoolsCostTwoCallsASecondAtMostAndEachSaysWhyItWaits() throws Exception {
    int jobs = answers("jobs", () -> list("1000"));
    int pools = answers("pools", () -> pools().list(READER));
    console.atTerminal(question -> "");
    console.looks(ROUNDS);

    String screen = console.run(new TopCommand(), "top").out();

    assertThat(asked("jobs")).isEqualTo(ROUNDS + 1);
    assertThat(asked("jobs") * jobs + asked("pools") * pools)
        .as("%d for the jobs and %d for the pools each time", jobs, pools)
        .isGreaterThan(ROUNDS)
        .isLessThanOrEqualTo(2 * Surroundings.LOOK.multipliedBy(ROUNDS).toSeconds());
    assertThat(screen)
        .contains("500 waiting (the oldest 10 min)", "number 1 of 50; the pool is full: 4 of 4");
  }
}
