package dev.mayfly.local.trial;

import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalTemporal;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.local.stack.Started;
import dev.mayfly.serve.ServeApplication;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.node.Docker;
import dev.mayfly.standin.node.DockerDaemon;
import dev.mayfly.standin.node.DockerEngine;
import dev.mayfly.standin.node.EngineKind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a trial: Temporal, gateway and worker, and the stand-in for Batch with Docker as its
 * one node. They end in the opposite order: nothing new is begun, runners leave, and what they did
 * not take back is removed.
 */
final class TrialStack implements AutoCloseable {

  // A runner that is told to leave ends its job's steps first, gently.
  private static final int LEAVE_SECONDS = 20;
  // Of the user whom the entrypoint becomes, and so of jobs (images/README.md).
  private static final int GROUP = 1001;
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);

  private final Started started = new Started();
  private final List<String> kept = new ArrayList<>();
  private final PrintStream out;

  TrialStack(PrintStream out) {
    this.out = out;
  }

  /** Takes the folder, and returns it. */
  Path take(Path folder) throws IOException {
    return started.add(TrialFolder.take(folder)).path();
  }

  /** Starts everything. */
  TrialProgress start(TrialFiles files, TrialCommand options) throws Exception {
    LocalTemporal temporal = temporal(files.folder());
    Optional<DockerDaemon> daemon = daemon(options);
    started.add(() -> removeRunners(files));
    BatchStandIn batch = batch(files, daemon);
    started.add(() -> leave(batch));
    files.writeFleet(daemon.map(its -> DockerDaemon.HOST), AT_ONCE);
    int console = Ports.free();
    Path file = files.writeService(batch.url(), temporal.address(), console);
    ServeApplication serve = new ServeApplication();
    started.add(() -> stop(serve));
    serve.start(file.toString());
    out.println("the console is at http://127.0.0.1:" + console + "/");
    LifeQueries lives =
        new LifeQueries(temporal.address(), files.installation(), files.forge().name(), Map.of());
    return new TrialProgress(batch, started.add(lives), out);
  }

  /** One of its own, also where TEMPORAL_ADDRESS names another, which would keep the lives. */
  private LocalTemporal temporal(Path folder) throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove("TEMPORAL_ADDRESS");
    LocalTemporal temporal = started.add(LocalTemporal.start(environment, folder));
    out.println("Temporal is " + temporal.description());
    return temporal;
  }

  private Optional<DockerDaemon> daemon(TrialCommand options) throws IOException {
    if (!options.docker) {
      return Optional.empty();
    }
    out.println("starting a Docker for the jobs, " + options.dockerImage + ", privileged…");
    return Optional.of(started.add(DockerDaemon.start(options.dockerImage, GROUP)));
  }

  private BatchStandIn batch(TrialFiles files, Optional<DockerDaemon> daemon) {
    List<String> node = new ArrayList<>();
    daemon.ifPresent(its -> node.addAll(its.options()));
    if (files.forge().isOnLoopback()) {
      node.add(EngineKind.ON_LOOPBACK);
    }
    DockerEngine engine =
        DockerEngine.start(
            new DockerEngine.Settings(Map.of(), node, DockerEngine.Settings.USER), files.folder());
    return started.add(
        BatchStandIn.start(
                0,
                BatchStandInCommand.DEFAULT_ACCOUNT,
                files.batchKey(),
                engine,
                new BatchStandIn.Settings(Set.of(), 1, AT_ONCE, SOON, SOON))
            .endedByItsOwner());
  }

  /** Waits no longer for what Temporal may not answer any more: Ctrl-C ends that, too. */
  private static void stop(ServeApplication serve) throws InterruptedException {
    Thread stop = new Thread(serve::stop, "trial-stop");
    stop.setDaemon(true);
    stop.start();
    stop.join(STOP.toMillis());
  }

  private static void leave(BatchStandIn batch) throws IOException {
    List<String> containers = batch.containers();
    if (!containers.isEmpty()) {
      List<String> words = new ArrayList<>(List.of("stop", "-t", String.valueOf(LEAVE_SECONDS)));
      words.addAll(containers);
      String unused = Docker.run(words.toArray(String[]::new));
    }
  }

  private void removeRunners(TrialFiles files) {
    kept.addAll(files.forge().removeRunners(files.installation()));
    kept.forEach(runner -> out.println("the forge keeps " + runner + " until its job has failed"));
  }

  /** Returns the names of the runners that the forge would not let go of. */
  List<String> kept() {
    return List.copyOf(kept);
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
