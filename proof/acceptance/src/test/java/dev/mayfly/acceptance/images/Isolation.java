package dev.mayfly.acceptance.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The stand-in for a container, which keeps the entrypoint's process tree apart. */
enum Isolation {
  /** Not at all, as the user who runs the tests. */
  PROCESS_TREE,
  /** Process ids of its own with the entrypoint as the first, and a user who is not root. */
  BUBBLEWRAP;

  void findOrSkip() throws Exception {
    Programs.findOrSkip("bash", "tini", "awk", "mkfifo");
    if (this == BUBBLEWRAP) {
      Programs.findOrSkip("bwrap");
      Programs.Ran tried = Programs.run(command(Path.of("/tmp"), "1001", List.of("true")));
      Programs.skipUnless(
          tried.exitCode() == 0, "needs a bubblewrap that may unshare: " + tried.output());
    }
  }

  /**
   * @param writable the only folder that it can write to.
   */
  List<String> command(Path writable, String user, List<String> entrypoint) {
    List<String> command = new ArrayList<>();
    if (this == BUBBLEWRAP) {
      Stream.of("bwrap", "--unshare-user", "--uid", user, "--gid", user, "--unshare-pid")
          .forEach(command::add);
      Stream.of("--as-pid-1", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev")
          .forEach(command::add);
      Stream.of("--proc", "/proc", "--bind", writable.toString(), writable.toString())
          .forEach(command::add);
    }
    command.addAll(entrypoint);
    return command;
  }

  /** The container's first process, which gets its signals; once it has said something. */
  ProcessHandle first(Process started) {
    return switch (this) {
      case PROCESS_TREE -> started.toHandle();
      case BUBBLEWRAP -> started.toHandle().children().findFirst().orElseThrow();
    };
  }
}
