package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.acceptance.images.Container.End;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The lines that the Linux entrypoint has the runner print in its job's own log, step "Set up job".
 */
abstract class SetupInfoContract extends EntrypointRuns {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z";

  SetupInfoContract(Isolation isolation, Path entrypoint, Duration longest, String user) {
    super(isolation, entrypoint, longest, user);
  }

  @Test
  void theJobsLogSaysWhereItRunsAndHowLongItWaited() throws Exception {
    List<String> lines = detail(environment(Instant.now().minusSeconds(90)));

    assertThat(lines).hasSize(4).startsWith("Pool: \"u\\n\" 'ü' $(touch pwned)", "Image: i");
    assertThat(lines.get(2))
        .matches(
            "Waited: 9[0-9] s until its container started at "
                + TIME
                + " by the node's clock, as far as the two clocks agree");
    assertThat(lines.get(3)).isEqualTo("Node: tvm-1_d in pool batch-1 of Azure Batch");
    assertThat(gitHub.evidence("job", "own-environment")).doesNotContain("MAYFLY_");
  }

  @Test
  void aWaitThatTheClocksDenyIsNotMadeUp() throws Exception {
    assertThat(detail(environment(Instant.now().plusSeconds(3600))))
        .anyMatch(line -> line.matches("Started: its container at " + TIME + " by .* clock"))
        .noneMatch(line -> line.startsWith("Waited"));
  }

  @Test
  void whatAnImageSaysItselfIsLeftAndWhatCannotBeSaidIsNoReasonToFail() throws Exception {
    String own = "[{\"group\":\"Image\",\"detail\":\"ours\"}]\n";
    Path first = StubPackage.at(folder.resolve(HOME + 1));
    Files.writeString(first.resolve(".setup_info"), own);
    Path second = StubPackage.at(folder.resolve(HOME + 2));
    Files.createSymbolicLink(second.resolve(".setup_info"), Path.of("/nowhere/at/all"));
    Path said = gitHub.folder.resolve("evidence/job/setup-info");

    run(environment(Instant.now()));
    assertThat(said).hasContent(own);
    Files.delete(said);
    run(environment(Instant.now()));

    assertThat(said.getParent()).isNotEmptyDirectory();
  }

  private Map<String, String> environment(Instant created) {
    Map<String, String> environment = environment();
    environment.put("MAYFLY_SETUP_INFO", "Pool: \"u\\n\" 'ü' $(touch pwned) | Image:\u0007 i");
    environment.put("MAYFLY_JOB_CREATED", String.valueOf(created.getEpochSecond()));
    environment.put("AZ_BATCH_NODE_ID", "tvm-1_d");
    environment.put("AZ_BATCH_POOL_ID", "batch-1");
    environment.put("TZ", "Asia/Tokyo");
    return environment;
  }

  private List<String> detail(Map<String, String> environment) throws Exception {
    run(environment);
    File said = gitHub.folder.resolve("evidence/job/setup-info").toFile();
    assertThatNoException().isThrownBy(() -> JSON.readTree(said));
    JsonNode groups = JSON.readTree(said);
    assertThat(groups).hasSize(1);
    assertThat(groups.get(0).path("group").asText()).isEqualTo("Mayfly");
    return groups.get(0).path("detail").asText().lines().toList();
  }

  private void run(Map<String, String> environment) throws Exception {
    gitHub.order("job build");
    End end = start(environment).end();
    assertThat(end.exitCode()).as(end.output()).isZero();
  }
}
