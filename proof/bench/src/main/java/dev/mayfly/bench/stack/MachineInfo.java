package dev.mayfly.bench.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine that something was measured on, in a line. */
public final class MachineInfo {

  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private MachineInfo() {}

  public static String describe(Path temporal) throws IOException, InterruptedException {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return String.format(
        Locale.ROOT,
        "%d cores (%s), %d GB, %s %s, JDK %s, %s",
        Runtime.getRuntime().availableProcessors(),
        processor(),
        Math.round(system.getTotalMemorySize() / 1e9),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.version(),
        version(temporal));
  }

  private static String processor() throws IOException {
    if (!Files.isReadable(CPUS)) {
      return "unknown";
    }
    return Files.readAllLines(CPUS).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.replaceFirst(".*:\\s*", ""))
        .findFirst()
        .orElse("unknown");
  }

  private static String version(Path temporal) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(temporal.toString(), "--version").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    process.waitFor();
    return said;
  }
}
