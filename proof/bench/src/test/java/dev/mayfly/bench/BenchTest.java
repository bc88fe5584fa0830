package dev.mayfly.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.Mayfly;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.forge.fault.Outage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of the benchmarks; acceptance runs them. */
class BenchTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, UTF_8);

  @Test
  void anOutagesLengthIsChosenByItsSeed() {
    OutageOptions options = Commands.parse(new OutageOptions(), "--seed", "7");
    OutageOptions again = Commands.parse(new OutageOptions(), "--seed", "7");

    for (Outage.Kind kind : options.kinds()) {
      assertThat(options.lasts(kind))
          .isEqualTo(again.lasts(kind))
          .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(120));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                        | Missing required subcommand",
        "frobnicate                | unknown command: frobnicate",
        "scaling --fast            | Unknown option: '--fast'",
        "waiting-lives --lives     | Missing required parameter for option '--lives'",
        "waiting-lives --lives 0   | --lives takes a number from 1 to 20000, not 0",
        "waiting-lives --lives 20001 | --lives takes a number from 1 to 20000, not 20001",
        "waiting-lives --fast 1    | Unknown options: '--fast', '1'",
        "idle --more 10            | --more takes a number from 0 to 9, not 10",
        "acknowledgement --rounds  | Missing required parameter for option '--rounds'",
        "acknowledgement --seconds 0 | --seconds takes a number from 1 to 600, not 0",
        "acknowledgement --serve 1101 | --serve takes a number from 1 to 1100, not 1101",
        "acknowledgement --fast 1  | Unknown options: '--fast', '1'",
        "control-path --jobs 601   | --jobs takes a number from 1 to 600, not 601",
        "control-path --warm 601   | --warm takes a number from 1 to 600, not 601",
        "cost-per-life --jobs 5001 | --jobs takes a number from 0 to 5000, not 5001",
        "cost-per-life --lives 0   | --lives takes a number from 1 to 500, not 0",
        "peers --jobs 1001         | --jobs takes a number from 1 to 1000, not 1001",
        "peers --worker            | Unknown option: '--worker'",
        "recovery --rounds 21      | --rounds takes a number from 1 to 20, not 21",
        "killed-burst --jobs 9     | --jobs takes a number from 10 to 300, not 9",
        "overload --lives 1        | Unknown options: '--lives', '1'",
        "overload --connections 1901 | --connections takes a number from 1 to 1900, not 1901",
        "outage --kind             | Missing required parameter for option '--kind'",
        "outage --kind 418         | Invalid value for option '--kind': it takes 500, 403 or"
            + " drop, not 418",
        "outage --lasts 601        | --lasts takes a number from 1 to 600, not 601",
        "outage --lasts soon       | --lasts takes a number from 1 to 600, not soon",
        "outage --jobs 2           | --jobs takes a number from 3 to 1000, not 2",
        "outage --long 1           | Unknown options: '--long', '1'",
      })
  void misuseIsExplainedAndEndsWithExitCode2(String line, String complaint) {
    List<String> words = List.of(("bench " + line).strip().split(" ", -1));
    ByteArrayOutputStream complained = new ByteArrayOutputStream();

    int exitCode =
        Commands.run(List.of(new Bench()), words, out, new PrintStream(complained, true, UTF_8));

    assertThat(complained.toString(UTF_8)).startsWith("mayfly: " + complaint);
    assertThat(exitCode).isEqualTo(2);
  }

  @Test
  void theCommandLineKnowsEveryBenchmark() {
    assertThat(Mayfly.run(List.of("bench", "--help"), out, out)).isZero();

    assertThat(said.toString(UTF_8))
        .contains("acknowledgement", "control-path", "cost-per-life", "recovery", "killed-burst")
        .contains("overload")
        .contains("waiting-lives", "idle", "outage", "footprint", "peers", "scaling");
  }
}
