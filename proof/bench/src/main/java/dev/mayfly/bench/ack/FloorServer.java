package dev.mayfly.bench.ack;

import dev.mayfly.bench.stack.ServiceProcess;
import dev.mayfly.local.stack.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The floor's process, started as the gateway is. */
record FloorServer(int port, ServiceProcess process) implements AutoCloseable {

  private static final int HEAP_MEGABYTES = 512;

  static FloorServer start(Path directory) throws IOException, InterruptedException {
    int port = Ports.free();
    int admin = Ports.free();
    Path file =
        Files.writeString(
            directory.resolve("floor.yml"),
            """
            logging: {level: WARN}
            server:
              requestLog: {appenders: []}
              applicationConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
              adminConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
            """
                .formatted(port, admin));
    return new FloorServer(
        port,
        ServiceProcess.start(
            "floor",
            FloorApplication.class,
            List.of("server", file.toString()),
            admin,
            HEAP_MEGABYTES,
            directory));
  }

  @Override
  public void close() {
    process.close();
  }
}
