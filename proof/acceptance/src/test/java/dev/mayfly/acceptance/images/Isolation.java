package dev.mayfly.acceptance.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The stand-in for a container, which keeps the entrypoint's process tree apart. */
enum Isolation {
  /** Not at all, as the user who runs the tests. */
  PROCESS_TREE,
  /** Process ids of its own with the entrypoint as the first, and a user who is not root. */
  BUBBLEWRAP,
  /** The same, begun as a root that can become any user, and a package of the user 1001. */
  CONTAINER,
  /** The same, with a package on a file system that is read-only. */
  READ_ONLY;

  private static final String OWNER = "1001";

  void findOrSkip() throws Exception {
    Programs.findOrSkip("bash", "tini", "awk", "mkfifo");
    if (this != PROCESS_TREE) {
      Programs.findOrSkip("bwrap");
      Programs.Ran tried = Programs.run(command(Path.of("/tmp"), OWNER, List.of("true")));
      Programs.skipUnless(
          tried.exitCode() == 0, "needs a bubblewrap that may unshare: " + tried.output());
    }
  }

  /**
   * @param writable the only folder that it can write to.
   */
  List<String> command(Path writable, String user, List<String> entrypoint) {
    List<String> command = new ArrayList<>();
    switch (this) {
      case PROCESS_TREE -> {}
      case BUBBLEWRAP -> {
        bubblewrap(command, writable);
        Stream.of("--unshare-user", "--uid", user, "--gid", user).forEach(command::add);
      }
      case CONTAINER, READ_ONLY -> {
        command.addAll(rootPrefix());
        bubblewrap(command, writable);
        command.addAll(this == READ_ONLY ? readOnly(writable) : List.of());
        command.addAll(user.equals("0") ? List.of() : becoming(user));
      }
    }
    command.addAll(entrypoint);
    return command;
  }

  private static void bubblewrap(List<String> command, Path writable) {
    Stream.of("bwrap", "--unshare-pid", "--as-pid-1", "--die-with-parent").forEach(command::add);
    Stream.of("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc").forEach(command::add);
    Stream.of("--bind", writable.toString(), writable.toString()).forEach(command::add);
  }

  // Root of a user namespace with the users that /etc/subuid gives, where the tests' user is not.
  private static List<String> rootPrefix() {
    return Programs.isRoot()
        ? List.of()
        : List.of("unshare", "--user", "--map-root-user", "--map-auto", "--");
  }

  private static List<String> readOnly(Path writable) {
    try (Stream<Path> files = Files.list(writable)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(EntrypointRuns.HOME))
          .flatMap(home -> Stream.of("--ro-bind", home.toString(), home.toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> becoming(String user) {
    return List.of(
        "setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--inh-caps=-all");
  }

  /**
   * Makes a runner's package one of the image's user, and the rest one that any user may write to.
   */
  void furnish(Path folder, Path home, Path... shared) throws Exception {
    if (this == CONTAINER || this == READ_ONLY) {
      asRoot("chmod", "0711", folder.toString());
      asRoot("chown", "-R", OWNER + ":" + OWNER, home.toString());
      for (Path each : shared) {
        asRoot("chmod", "-R", "a+rwX", each.toString());
      }
    }
  }

  /** Gives all to the user who runs the tests, who may not remove it otherwise. */
  void handBack(Path folder) throws Exception {
    if (this == CONTAINER || this == READ_ONLY) {
      asRoot("chown", "-R", "0:0", folder.toString());
    }
  }

  static void asRoot(String... command) throws Exception {
    List<String> whole = new ArrayList<>(rootPrefix());
    whole.addAll(List.of(command));
    Programs.run(whole);
  }

  /** The container's first process, which gets its signals; once it has said something. */
  ProcessHandle first(Process started) {
    return this == PROCESS_TREE
        ? started.toHandle()
        : started.toHandle().children().findFirst().orElseThrow();
  }
}
