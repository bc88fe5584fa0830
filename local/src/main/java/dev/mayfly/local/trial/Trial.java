package dev.mayfly.local.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.local.RunnerImage;
import dev.mayfly.local.stack.Root;
import dev.mayfly.local.stack.ServiceFiles;
import dev.mayfly.standin.node.Docker;
import dev.mayfly.standin.node.DockerEngine;
import dev.mayfly.standin.server.ShutdownHook;
import dev.mayfly.workflows.fleet.Forge;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Mayfly for one real repository, on this machine alone. It leaves nothing when it is told to end,
 * and removes what one left that was killed.
 */
final class Trial {

  private static final String TOKEN = "GITHUB_TOKEN";
  private static final Duration STOP = Duration.ofSeconds(15);

  private final TrialCommand options;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final TrialStack stack;
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch idle = new CountDownLatch(1);

  Trial(TrialCommand options, Map<String, String> environment, PrintStream out) {
    this.options = options;
    this.environment = environment;
    this.out = out;
    this.stack = new TrialStack(out);
  }

  /** Runs until the process is told to end; its end is then the end of all that was started. */
  void run() throws Exception {
    Thread runs = Thread.currentThread();
    ShutdownHook hook = ShutdownHook.add("trial-end", () -> end(runs));
    try {
      start().follow();
    } catch (Exception e) {
      hook.close();
      if (told.getCount() > 0) {
        stack.close();
        throw e;
      }
    } finally {
      idle.countDown();
    }
  }

  /** Halts, since what else ends with the process would go on with what is gone by then. */
  private void end(Thread runs) {
    told.countDown();
    runs.interrupt();
    out.println("\nending: runners leave, and with them the jobs that they run…");
    int exitCode = 0;
    try {
      boolean unused = idle.await(STOP.toSeconds(), TimeUnit.SECONDS);
      stack.close();
      out.println(stack.kept().isEmpty() ? "nothing is left" : "nothing else is left");
    } catch (IOException | InterruptedException | RuntimeException e) {
      out.println(
          "did not end cleanly: %s (%s); the next trial removes the rest"
              .formatted(e.getMessage(), e.getCause()));
      exitCode = 1;
    }
    out.flush();
    Runtime.getRuntime().halt(exitCode);
  }

  private TrialProgress start() throws Exception {
    TrialForge forge = TrialForge.of(options.url, options.repository, token());
    if (forge.type() == Forge.Type.GITEA && options.image == null) {
      throw new IllegalArgumentException(
          "Gitea has a runner of its own: give --image one that the page on Gitea describes");
    }
    forge.check(options.allowPublic);
    out.println("the token may find the jobs of " + options.repository + ", and register runners");
    Docker.check();
    String name = installation();
    Path folder = stack.take(Root.find().resolve("target/trial").resolve(name));
    // Containers first: while they run, their runners may be busy.
    DockerEngine.removeLeftovers();
    forge.removeRunners(name).forEach(this::tellKept);
    String image =
        options.image == null ? RunnerImage.buildReal(options.docker, out) : options.image;
    TrialProgress progress =
        stack.start(new TrialFiles(folder, name, forge, image, ServiceFiles.randomKey()), options);
    out.printf(
        """

        write in a workflow of %s:

            runs-on: [self-hosted, %s]

        queued jobs are looked for every %d s; Ctrl-C ends everything

        """,
        options.repository, TrialFiles.LABEL, TrialFiles.LOOK_EVERY.toSeconds());
    return progress;
  }

  private void tellKept(String runner) {
    out.println(
        "the forge keeps "
            + runner
            + ": it was busy when a trial was killed. Its job fails there in some minutes, and it is"
            + " forgotten with it");
  }

  private String token() {
    String token = environment.getOrDefault(TOKEN, "");
    if (token.isBlank()) {
      throw new IllegalArgumentException(
          "%s is not set: it holds a token for %s. %s"
              .formatted(TOKEN, options.repository, TrialForge.NEEDS));
    }
    return token;
  }

  /** Returns a name for the repository, this user and this clone; the same one every time. */
  private String installation() throws IOException {
    String whose =
        String.join(
            " ",
            InetAddress.getLocalHost().getHostName(),
            System.getProperty("user.name"),
            Root.find().toString(),
            String.valueOf(options.url),
            options.repository);
    String hex = UUID.nameUUIDFromBytes(whose.getBytes(UTF_8)).toString().replace("-", "");
    return "trial" + hex.substring(0, 7);
  }
}
