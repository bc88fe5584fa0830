package dev.mayfly.standin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.standin.server.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The containers that Docker really makes of tasks. */
@Tag("docker")
@ExtendWith(OneDocker.class)
class DockerEngineTest {

  private static final String IMAGE = "ubuntu:24.04";
  private static final Duration GRACE = Duration.ofSeconds(5);

  @TempDir Path files;
  private @Nullable DockerEngine engine;

  @AfterEach
  void nothingIsLeft() {
    engine().close();
    assertThat(engine().containers()).isEmpty();
  }

  private DockerEngine engine() {
    return Objects.requireNonNull(engine, "the test has started no engine");
  }

  @Test
  void itIsAsTheTaskAsks() throws Exception {
    engine = engine("echo $(id -u) $(pwd) $TOKEN $AZ_BATCH_TASK_DIR; echo oops >&2; exit 3");
    ContainerOrder order = order(false, true, List.of("--workdir", "/opt"));

    Container container = engine().start(order).join();

    assertThat(container.ended().join()).isEqualTo(3);
    assertThat(order.stdout()).hasContent("60001 /opt s3cret");
    assertThat(order.stderr()).hasContent("oops");
    assertThat(engine().containers()).containsExactly(order.name());
    container.kill(GRACE).join();
    assertThat(engine().containers()).isEmpty();
  }

  @Test
  void whatIsNotIsolatedWritesIntoTheTasksDirectoryAsItsUser() throws Exception {
    engine = engine("id -u; pwd > here");
    for (boolean admin : List.of(false, true)) {
      ContainerOrder order = order(admin, false, List.of());

      assertThat(engine().start(order).join().ended().join()).isZero();

      assertThat(order.stdout()).hasContent(admin ? "0" : "60001");
      Path work = order.workingDirectory();
      assertThat(work.resolve("here")).hasContent(work.toString());
    }
  }

  @Test
  void itIsToldToEndAndThenKilled() throws Exception {
    engine = engine("trap 'echo told' TERM; echo ready; while :; do sleep 0.1; done");
    ContainerOrder order = order(false, true, List.of());
    Container container = engine().start(order).join();
    Eventually.until("it is ready", () -> said(order).contains("ready"));

    container.kill(GRACE).join();

    assertThat(container.ended().join()).isEqualTo(137);
    assertThat(said(order)).contains("told");
    assertThat(engine().containers()).isEmpty();
  }

  @Test
  void itSaysWhyThereIsNoContainer() {
    // A registry at which nothing listens.
    assertCode("ContainerInvalidImage", List.of("127.0.0.1:1/none", "true"), List.of());
    assertCode("ContainerInvalidSettings", List.of(IMAGE, "true"), List.of("--memory", "much"));
    assertCode("CommandProgramNotFound", List.of(IMAGE, "/no/such/program"), List.of());
  }

  private void assertCode(String code, List<String> image, List<String> options) {
    engine = DockerEngine.start(settings(image));

    assertThatThrownBy(() -> engine().start(order(false, true, options)).join())
        .cause()
        .isInstanceOfSatisfying(
            Unstartable.class, why -> assertThat(why.code()).as(why.toString()).isEqualTo(code));
    assertThat(engine().containers()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByTheNextAndNothingElseIs() throws Exception {
    Mark living = Mark.next();
    Mark dead = new Mark(living.host(), 1, 1, 1);
    Mark elsewhere = new Mark("another-machine", 1, 1, 1);
    for (Mark mark : List.of(dead, elsewhere, living)) {
      String unused = Docker.run("run", "--detach", "--label", mark.label(), IMAGE, "sleep", "300");
    }

    engine = engine("true");

    assertThat(dead.containers()).isEmpty();
    assertThat(elsewhere.containers()).hasSize(1);
    assertThat(living.containers()).hasSize(1);
    elsewhere.remove();
    living.remove();
  }

  private static String said(ContainerOrder order) {
    try {
      return Files.readString(order.stdout());
    } catch (java.io.IOException notYet) {
      return "";
    }
  }

  private ContainerOrder order(boolean admin, boolean isolated, List<String> options) {
    String name = "engine-test-" + UUID.randomUUID();
    return new ContainerOrder(
        name,
        "image",
        files.resolve(name),
        Map.of("TOKEN", "s3cret"),
        admin,
        isolated,
        isolated,
        options);
  }

  private static DockerEngine engine(String script) {
    return DockerEngine.start(settings(List.of(IMAGE, "sh", "-c", script)));
  }

  private static DockerEngine.Settings settings(List<String> image) {
    return new DockerEngine.Settings(Map.of("image", image), List.of(), DockerEngine.Settings.USER);
  }
}
