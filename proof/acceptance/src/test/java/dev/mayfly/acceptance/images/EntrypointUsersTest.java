package dev.mayfly.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.images.Container.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract as each of the users that Batch may start a container as, whatever its USER. */
@Tag("server")
class EntrypointUsersTest {

  private static final Path ENTRYPOINT = Programs.IMAGES.resolve("linux/entrypoint.sh");
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** A pool's elevation admin: root, which it leaves. */
  @Nested
  class Admin extends EntrypointContract {

    Admin() {
      super(Isolation.CONTAINER, ENTRYPOINT, LONGEST, "0");
    }

    @Test
    void itLeavesRoot() throws Exception {
      theJobIsTheImagesUser();
    }

    @Test
    void itAddsCertificatesBefore() throws Exception {
      theCertificatesAreAdded();
    }

    @Test
    void aPackageOfAnotherUserIsHandedOver() throws Exception {
      theJobIs("1001 1001", environment(), "chown", "-R", "0:0");
    }

    @Test
    void aHomeThatNobodyElseMayEnterIsNoHindrance() throws Exception {
      theJobIs("1001 1001", environment(), "chmod", "0750");
    }

    @Test
    void theNodesDockerThatIsNotThereIsSaid() throws Exception {
      forbids("jobs are to get the node's Docker, and ", dockerForJobs("socket"), "true");
    }

    @Test
    void aDockerOfTheJobsOwnThatDoesNotStartIsSaid() throws Exception {
      forbids("get a Docker of their own, and none starts: ", dockerForJobs("rootless"), "true");
    }

    private Map<String, String> dockerForJobs(String how) {
      return environment("MAYFLY_DOCKER", how);
    }

    @Test
    void anImageThatWantsToStayRootStaysIt() throws Exception {
      Map<String, String> environment = environment();
      environment.put("RUNNER_ALLOW_RUNASROOT", "1"); // as the images of 2022 have it

      theJobIs("0 0", environment, "chown", "-R", "0:0");
    }
  }

  /** A pool's elevation nonAdmin: a user of the node whom the image does not know. */
  @Nested
  class NonAdmin extends EntrypointContract {

    NonAdmin() {
      super(Isolation.CONTAINER, ENTRYPOINT, LONGEST, "60001");
    }

    @Test
    void theJobIsThatUserAtHomeInACopy() throws Exception {
      theJobIs("60001 60001", environment(), "true");
    }

    @Test
    void certificatesThatItMayNotAddAreSaid() throws Exception {
      gitHub.order("job build");

      End end = start(environment("RUNNER_UPDATE_CA_CERTS", "1")).end();

      assertThat(end.exitCode()).as(end.output()).isZero();
      assertThat(end.output())
          .contains("RUNNER_UPDATE_CA_CERTS is set, but user 60001 could not run");
    }

    @Test
    void aHomeThatItMayNotEnterIsSaid() throws Exception {
      forbids("user 60001 may not read the runner in ", environment(), "chmod", "0750");
    }

    @Test
    void nowhereToWriteIsSaid() throws Exception {
      nowhereToWriteIsNotTakenForUsed();
    }
  }

  /** A container with a read-only root file system and something to write to beside it. */
  @Nested
  class ReadOnly extends EntrypointContract {

    ReadOnly() {
      super(Isolation.READ_ONLY, ENTRYPOINT, LONGEST, "1001");
    }

    @Test
    void withoutAnythingItSaysSo() throws Exception {
      forbids("(Read-only file system) nor in /tmp: ", environment("TMPDIR", "/"), "true");
    }
  }
}
