package dev.mayfly.acceptance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Leaks;
import dev.mayfly.acceptance.stack.TemporalCli;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.StandInSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as CI runs it: a few kills for each group of steps. */
@Tag("server")
class CrashMatrixTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);

  @Test
  @Timeout(value = 25, unit = TimeUnit.MINUTES) // a hang guard: a kill may cost minutes of waiting
  void noKillOfTheShortMatrixLosesAJobOrASecret(@TempDir Path directory) throws Exception {
    Path temporal = TemporalCli.findOrSkip().binary();

    boolean good =
        new CrashMatrix(Commands.parse(new CrashMatrixOptions(), "--short"), temporal, out)
            .run(directory);

    assertThat(good).as(printed.toString(UTF_8)).isTrue();
    assertThat(printed.toString(UTF_8)).contains("| providing many at once |");
    Path folder = directory.resolve("stack-1");
    Leaks leaks = new Leaks(secrets(folder));
    for (ProcessKind kind :
        List.of(ProcessKind.GATEWAY, ProcessKind.WORKER, ProcessKind.TEMPORAL)) {
      String log = Files.readString(folder.resolve(kind.logFile()));
      assertThat(leaks.in(kind.logFile(), log)).isEmpty();
    }
  }

  /** The containers note the token that they were given. */
  private static Map<String, String> secrets(Path folder) throws IOException {
    Map<String, String> secrets = new HashMap<>();
    secrets.put("forge's token", StandInSettings.DEFAULT.token());
    secrets.put("webhook secret", StandInSettings.DEFAULT.secret());
    secrets.put("Batch key", BatchStandInCommand.DEFAULT_KEY);
    secrets.put("sealing key", Files.readString(folder.resolve("sealing-key")));
    try (Stream<Path> gates = Files.list(folder.resolve("gates"))) {
      for (Path file : gates.filter(gate -> gate.toString().endsWith(".tokens")).toList()) {
        for (String token : Files.readAllLines(file)) {
          secrets.put("registration token " + secrets.size(), token);
        }
      }
    }
    assertThat(secrets).hasSizeGreaterThan(10);
    return secrets;
  }

  @Test
  void withoutATemporalServerItSaysWhatIsMissing() throws Exception {
    int code = run(Map.of("PATH", ""));

    assertThat(code).isEqualTo(2);
    assertThat(printed.toString(UTF_8)).contains("TEMPORAL_CLI").contains("PATH");
  }

  @Test
  void anUnknownOptionIsRefused() throws Exception {
    int code = run(Map.of(), "--quick");

    assertThat(code).isEqualTo(2);
    assertThat(printed.toString(UTF_8))
        .contains("Unknown option: '--quick'")
        .contains("see ./mayfly crash-matrix --help");
  }

  private int run(Map<String, String> environment, String... words) {
    List<String> all = Stream.concat(Stream.of("crash-matrix"), Stream.of(words)).toList();
    return Commands.run(List.of(new CrashMatrixOptions(environment)), all, out, out);
  }
}
