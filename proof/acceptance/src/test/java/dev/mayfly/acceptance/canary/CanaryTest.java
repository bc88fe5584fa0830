package dev.mayfly.acceptance.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Leaks;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every secret is marked, everything happens that can happen, and then each place is searched for
 * the marks. That the search finds what is there, {@link CanaryFindsTest} shows.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // tell() sets them, before every test
@Tag("server")
class CanaryTest {

  private World world;
  private Chapters chapters;
  private Leaks leaks;

  @BeforeAll
  @Timeout(1800) // a hang guard: each wait in it ends with a message of its own
  void tell(@TempDir Path directory) throws Exception {
    Optional<TemporalCli> temporal = TemporalCli.find();
    if (temporal.isEmpty()) {
      return;
    }
    world = new World(directory, temporal.get());
    chapters = new Chapters(world);
    chapters.tell();
    world.marks.addJwts(world.app.apps().jwts());
    world.marks.addJwts(world.provider.secrets());
    leaks = world.marks.leaks();
  }

  /** Skips here, since a class that is skipped as a whole is not even counted. */
  @BeforeEach
  void skipWithoutTemporal() {
    Object unused = TemporalCli.findOrSkip();
  }

  @AfterAll
  void close() throws Exception {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void everyOutcomeAndEveryEndWasThere() {
    Set<String> outcomes = new LinkedHashSet<>();
    Set<String> ends = new LinkedHashSet<>();
    for (Story story : chapters.stories()) {
      for (long job : story.told()) {
        story.ends(job).forEach(end -> ends.add(end.split(": ", 2)[0]));
        story
            .lives()
            .status(job)
            .ifPresent(it -> outcomes.add(String.valueOf(it.outcome()).split(": ", 2)[0]));
      }
    }

    assertThat(ends).containsAll(names(End.class));
    assertThat(outcomes).containsAll(names(Outcome.class));
  }

  private static Set<String> names(Class<?> sealed) {
    Set<String> names = new LinkedHashSet<>();
    Stream.of(sealed.getPermittedSubclasses()).forEach(it -> names.add(it.getSimpleName()));
    return names;
  }

  /** A place with nothing in it would prove nothing. */
  @Test
  void everyPlaceHadMuchToSearch() throws Exception {
    String worker = Files.readString(world.directory.resolve("worker.log"));
    assertThat(worker)
        .contains("DEBUG [", "TRACE [")
        .contains("i.t.s.GrpcTracingInterceptor", "io.grpc.ChannelLogger", "d.m.w");
    assertThat(Files.readString(world.directory.resolve("gateway.log"))).contains("DEBUG [");
    assertThat(Files.readString(world.directory.resolve("console.log")))
        .contains("DEBUG [", "signed in", "sign-in refused");
    assertThat(Files.readString(world.directory.resolve("temporal.log")))
        .containsIgnoringCase("debug");
    assertThat(Files.readString(world.directory.resolve("printed.log"))).contains(": OK,");
    assertThat(world.processes.hasSeen("arguments", "WorkerApplication")).isTrue();
    assertThat(world.processes.hasSeen("arguments", "StandInRunner")).isTrue();
    for (String variable : List.of("ActionsRunner_AGENT", "AZDO_AGENT")) {
      assertThat(world.processes.hasSeen("environment of a container", variable)).isTrue();
    }
    assertThat(world.containers.has("task mayfly", "and an environment")).isTrue();
    assertThat(chapters.answers().has("temporal_request")).isTrue();
    assertThat(chapters.answers().has("mayfly_lives")).isTrue();
    assertThat(chapters.answers().has("ada@acme.example")).isTrue();
    assertThat(world.app.apps().tokens()).hasSizeGreaterThan(1);
    assertThat(world.batch.tokens().used()).isPositive();
    assertThat(world.proxy.led())
        .as("what a proxy was told its password for")
        .hasSameSizeAs(Configuration.ELSEWHERE);
  }

  @Test
  void temporalTellsNone() {
    assertThat(new TemporalPlace(world.temporal.address()).search(leaks)).isEmpty();
  }

  /** Logs of every level, Temporal's and its database among them, and all that was printed. */
  @Test
  void noFileHasOne() throws Exception {
    assertThat(Place.files(world.directory, world.files.secrets()).search(leaks)).isEmpty();
  }

  @Test
  void noAnswerHasOne() throws Exception {
    assertThat(chapters.answers().search(leaks)).isEmpty();
    for (Story story : chapters.stories()) {
      assertThat(story.answers().search(leaks)).isEmpty();
    }
  }

  @Test
  void noProcessShowsOneButTheRunnersOwnToken() {
    assertThat(world.processes.search(leaks)).isEmpty();
  }

  @Test
  void batchTellsNoneAndNoContainerWritesOne() {
    assertThat(world.containers.search(leaks)).isEmpty();
  }
}
