package dev.mayfly.acceptance.images;

import java.time.Duration;

/** The contract without any isolation, so also where a container is not to be had. */
class EntrypointInAProcessTreeTest extends EntrypointContract {

  EntrypointInAProcessTreeTest() {
    super(
        Isolation.PROCESS_TREE,
        Programs.IMAGES.resolve("linux/entrypoint.sh"),
        Duration.ofSeconds(60),
        "1001");
  }
}
