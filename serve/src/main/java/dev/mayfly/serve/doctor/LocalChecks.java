package dev.mayfly.serve.doctor;

import dev.mayfly.service.config.ServiceConfiguration;
import dev.mayfly.service.doctor.Check;
import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Question;
import dev.mayfly.workflows.temporal.InWords;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.common.FileAppenderFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checks of this machine: files, port, disk, clock. */
final class LocalChecks {

  private static final int CONNECT_MILLIS = 2000;
  private static final long LEAST_DISK = 256;
  private static final long GOOD_DISK = 1024;
  private static final Duration MOST_SKEW = Duration.ofSeconds(30);

  private final Given given;

  LocalChecks(Given given) {
    this.given = given;
  }

  void addTo(Map<Question, Check> checks, Supplier<Map<String, Duration>> ahead) {
    checks.put(Question.CONFIGURATION, this::configuration);
    checks.put(Question.PORT, this::ports);
    checks.put(Question.DISK, this::disk);
    checks.put(Question.CLOCK, () -> clock(ahead.get()));
  }

  private Finding configuration() {
    List<String> faults = given.faults();
    return faults.isEmpty()
        ? Finding.ok(given.all().size() + " file(s) are valid")
        : new Finding(Finding.Level.FAULT, faults.size() + " fault(s)", faults);
  }

  /** Only connects: what listens is the health check's matter. */
  private Finding ports() {
    return Finding.all(
        given.receiving().stream()
            .flatMap(LocalChecks::connectors)
            .filter(connector -> connector.getPort() > 0)
            .map(LocalChecks::port)
            .toList());
  }

  private static Stream<HttpConnectorFactory> connectors(ServiceConfiguration service) {
    return service.getServerFactory() instanceof DefaultServerFactory server
        ? server.getApplicationConnectors().stream()
            .filter(HttpConnectorFactory.class::isInstance)
            .map(HttpConnectorFactory.class::cast)
        : Stream.empty();
  }

  private static Finding port(HttpConnectorFactory connector) {
    String host = connector.getBindHost();
    String at =
        (host == null || host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + connector.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(at.substring(0, at.lastIndexOf(':')), connector.getPort()),
          CONNECT_MILLIS);
      return Finding.ok(at + " is listened at");
    } catch (IOException e) {
      return Finding.fault(
          "nothing listens at " + at + ", so no webhook can be taken",
          "start the gateway on this machine, or correct server.applicationConnectors");
    }
  }

  private Finding disk() {
    List<Path> folders = new ArrayList<>(List.of(Path.of(System.getProperty("java.io.tmpdir"))));
    given.all().stream().flatMap(LocalChecks::logs).forEach(folders::add);
    return Finding.all(folders.stream().distinct().map(LocalChecks::space).toList());
  }

  private static Stream<Path> logs(ServiceConfiguration service) {
    return service.getLoggingFactory() instanceof DefaultLoggingFactory logs
        ? logs.getAppenders().stream()
            .filter(FileAppenderFactory.class::isInstance)
            .map(appender -> ((FileAppenderFactory<?>) appender).getCurrentLogFilename())
            .filter(Objects::nonNull)
            .map(file -> Objects.requireNonNull(Path.of(file).toAbsolutePath().getParent()))
        : Stream.empty();
  }

  private static Finding space(Path folder) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace() >> 20;
      String says = free + " MB are free in " + folder;
      String fix =
          "make room there, or move what is written: logging.appenders[].currentLogFilename, or"
              + " -Djava.io.tmpdir";
      return free >= GOOD_DISK
          ? Finding.ok(says)
          : free >= LEAST_DISK ? Finding.warning(says, fix) : Finding.fault(says, fix);
    } catch (IOException e) {
      return Finding.fault(
          folder + " cannot be read", "make it, or correct logging.appenders[].currentLogFilename");
    }
  }

  // GitHub takes an App's token that was issued a minute off; Batch a signature 15. Half a minute
  // is told in time. Rule batch-clock-15-minutes.
  private static Finding clock(Map<String, Duration> ahead) {
    String wrong =
        ahead.entrySet().stream()
            .filter(it -> it.getValue().abs().compareTo(MOST_SKEW) > 0)
            .map(
                it ->
                    InWords.of(it.getValue().abs())
                        + (it.getValue().isNegative() ? " behind " : " ahead of ")
                        + it.getKey())
            .collect(Collectors.joining(", "));
    if (ahead.isEmpty()) {
      return Finding.skipped("no service told its time");
    }
    return wrong.isEmpty()
        ? Finding.ok("within " + MOST_SKEW.toSeconds() + " s of " + ahead.size() + " service(s)")
        : Finding.fault(
            "this machine's clock is " + wrong,
            "synchronize the clock that is wrong (NTP): GitHub refuses an App's tokens, which"
                + " forges.<forge>.app signs, and Batch what batch.key signs");
  }
}
