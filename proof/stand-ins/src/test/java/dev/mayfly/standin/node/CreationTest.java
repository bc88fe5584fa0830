package dev.mayfly.standin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The {@code docker create} that a task becomes, without a Docker. */
class CreationTest {

  private static final Mark MARK = new Mark("host", 7, 1, 2);
  private static final ContainerOrder ORDER =
      new ContainerOrder(
          "task-1",
          "local/ubuntu",
          Path.of("/tasks/1"),
          Map.of("TOKEN", "s3cret"),
          false,
          true,
          true,
          List.of("--cpus", "2"));

  @Test
  void anIsolatedTaskInTheImagesDirectoryGetsNothingOfTheNode() throws Exception {
    Creation creation = creation(ORDER, Map.of());

    assertThat(String.join(" ", creation.words(MARK)))
        .isEqualTo(
            "create --name task-1 --label dev.mayfly.stand-in=host/7/1/2 --env-file /dev/stdin"
                + " --user 60001:60001 --network=host --cpus 2 local/ubuntu");
    assertThat(creation.variables()).isEqualTo("TOKEN=s3cret\n");
  }

  @Test
  void elsewiseItsDirectoryIsMountedAndItStartsThere() throws Exception {
    Creation creation = creation(order(false, false, false), Map.of());

    assertThat(creation.words(MARK))
        .containsSequence("--volume", "/tasks/1:/tasks/1", "--workdir", "/tasks/1/wd");
    assertThat(creation.variables().lines())
        .contains("AZ_BATCH_TASK_DIR=/tasks/1", "AZ_BATCH_TASK_WORKING_DIR=/tasks/1/wd");
  }

  @Test
  void anOptionOfNodeAndTaskIsThereOnceSinceDockerRefusesANetworkTwice() {
    ContainerOrder order =
        new ContainerOrder(
            "t", "i", Path.of("/t"), Map.of(), true, true, true, List.of("--network=host"));

    assertThat(creation(order, Map.of()).words(MARK)).containsOnlyOnce("--network=host");
  }

  @Test
  void theAdministratorIsRoot() {
    assertThat(creation(order(true, true, true), Map.of()).words(MARK))
        .containsSequence("--user", "0:0");
  }

  @Test
  void aNameStandsForAnImagePerhapsWithACommandInPlaceOfItsEntrypoint() {
    Map<String, List<String>> images = Map.of("local/ubuntu", List.of("ubuntu", "sh", "-c", "id"));

    Creation creation = creation(ORDER, images);

    assertThat(creation.image()).isEqualTo("ubuntu");
    assertThat(creation.words(MARK)).endsWith("--entrypoint", "sh", "ubuntu", "-c", "id");
  }

  @Test
  void aLineBreakInAVariableWouldBecomeAnotherVariable() {
    ContainerOrder order =
        new ContainerOrder(
            "t", "i", Path.of("/t"), Map.of("A", "1\nB=2"), false, true, true, List.of());

    assertThatThrownBy(() -> creation(order, Map.of()).variables())
        .isInstanceOf(Unstartable.class)
        .hasMessageEndingWith("a line break in the value of A");
  }

  private static ContainerOrder order(boolean admin, boolean isolated, boolean imageDirectory) {
    return new ContainerOrder(
        ORDER.name(),
        ORDER.image(),
        ORDER.directory(),
        ORDER.environment(),
        admin,
        isolated,
        imageDirectory,
        ORDER.options());
  }

  private static Creation creation(ContainerOrder order, Map<String, List<String>> images) {
    return new Creation(
        order,
        new DockerEngine.Settings(
            images, List.of(EngineKind.ON_LOOPBACK), DockerEngine.Settings.USER));
  }
}
