package dev.mayfly.acceptance.canary;

import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.local.stack.TemporalServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Temporal server that talks, and can be stopped and started again on its database. */
final class Temporal implements AutoCloseable {

  private final int port = Ports.free();
  private final Path directory;
  private final TemporalCli binary;
  private TemporalServer server;

  Temporal(Path directory, TemporalCli binary) throws IOException, InterruptedException {
    this.directory = directory;
    this.binary = binary;
    this.server = launch();
  }

  private TemporalServer launch() throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(TemporalServer.onDisk(directory));
    options.addAll(List.of("--headless", "--log-level", "debug"));
    TemporalServer launched = new TemporalServer(binary.binary(), directory, port, options);
    launched.start();
    return launched;
  }

  void start() throws IOException, InterruptedException {
    server = launch();
  }

  String address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }
}
