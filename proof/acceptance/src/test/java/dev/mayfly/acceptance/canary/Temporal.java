package dev.mayfly.acceptance.canary;

import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.LocalTemporal;
import dev.mayfly.local.stack.Namespace;
import dev.mayfly.local.stack.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Temporal server that talks, and can be stopped and started again on its database. */
final class Temporal implements AutoCloseable {

  private final int port = Ports.free();
  private final int uiPort = Ports.free();
  private final Path directory;
  private final TemporalCli binary;
  private Child server;

  Temporal(Path directory, TemporalCli binary) throws IOException, InterruptedException {
    this.directory = directory;
    this.binary = binary;
    this.server = launch();
  }

  private Child launch() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(LocalTemporal.command(binary.binary(), directory, port, uiPort));
    command.addAll(List.of("--log-level", "debug"));
    Child child = Child.start(command, Map.of(), directory.resolve("temporal.log"));
    Namespace.prepare(address(), Map.of(), Duration.ofMinutes(1), child::isAlive);
    return child;
  }

  void start() throws IOException, InterruptedException {
    server = launch();
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.close();
  }
}
