package dev.mayfly.acceptance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * The machine and the day of a measurement.
 *
 * @param hardware processors and memory.
 * @param software operating system, Java, Temporal.
 */
record MachineFacts(LocalDate date, String hardware, String software) {

  static MachineFacts find(Path temporal, InstantSource clock) throws IOException {
    String gigabytes = "";
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      gigabytes =
          String.format(
              Locale.ROOT, ", %.0f GiB", system.getTotalMemorySize() / (1024.0 * 1024 * 1024));
    }
    return new MachineFacts(
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors() + " processors" + gigabytes,
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", Java "
            + System.getProperty("java.version")
            + ", "
            + version(temporal));
  }

  private static String version(Path temporal) throws IOException {
    Process process =
        new ProcessBuilder(temporal.toString(), "--version").redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  /** Returns a page of documentation around the table. */
  String page(String command, String table, List<String> faults, long minutes) {
    String verdict =
        faults.isEmpty()
            ? "No cell is empty and nothing was lost."
            : "**Faults:**\n\n- " + String.join("\n- ", faults);
    return """
    # Crash matrix
    What becomes of a job when gateway, worker, Temporal or all three are killed (SIGKILL) exactly while a step
    of its life is in flight, and started again. Printed by

        %s

    on %s, in %d minutes, on a machine with %s (%s). Every part is a process of its own; Temporal is a real
    server with its database in a file; GitHub and Azure Batch are stand-ins, which live on.

    A step is in flight when Temporal has its activity pending, or the task of the life that it is tried in, and the outside world holds its call (or a wire
    between gateway and Temporal holds the delivery's); nothing is left to chance or to a sleep. In each cell the
    job ran exactly once, on the one runner that was ever made for it, its life ended with one outcome, and no
    registration, Batch task, container process or open life was left; otherwise the cell says LOSS.

    %s
    %s
    """
        .formatted(command, date, minutes, hardware, software, table, verdict);
  }
}
