package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.cost.CostCommand;
import dev.mayfly.local.stack.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./mayfly cost}, asked about jobs of a whole Mayfly, with a real Temporal server. */
@Tag("server")
class CostEndToEndTest {

  @RegisterExtension final Stack stack = new Stack();

  @TempDir Path folder;
  private Path prices = Path.of("prices.yml");

  @BeforeEach
  void aSecondCostsOne() throws IOException {
    prices =
        Files.writeString(
            folder.resolve("prices.yml"),
            """
            currency: EUR
            nodes:
              - pools: [ubuntu]
                prices: [{validFrom: 2020-01-01, nodeHour: 3600, hostedMinute: 7}]
            """);
  }

  @Test
  void jobsAreAddedUpByRepositoryAndOneIsReckonedByItself() throws Exception {
    stack.start(Stack.onRealTemporal());
    long job = stack.queueUntilGo();
    stack.awaitRunning(job);
    stack.go();
    stack.isCompleted(job);

    stack.until("it is listed", () -> all().out().contains("\"acme/app\",1,"));
    assertThat(all().exitCode()).as(all().err()).isZero();
    assertThat(all().out().lines()).hasSize(3).element(1).asString().endsWith(",7,EUR");

    JsonNode one = new ObjectMapper().readTree(cost("" + job, "-o", "json").out());
    assertThat(one.path("rows").path(0).path("name").asText())
        .isEqualTo("acme/app · workflow / build (github " + job + ")");
    assertThat(one.path("total").path("amounts").path("direct").asDouble()).isPositive();
    assertThat(cost("--since", "30d").err()).contains("Temporal keeps lives for");
    assertThat(cost("99").exitCode()).isEqualTo(3);
  }

  private CommandResult all() {
    return cost("--since", "1h", "--by", "repository", "-o", "csv");
  }

  @Test
  void withoutTemporalNothingIsReckoned() {
    CommandResult said = ask("127.0.0.1:" + Ports.free(), "99");

    assertThat(said.exitCode()).isEqualTo(4);
    assertThat(said.err()).contains("does not answer");
  }

  @Test
  void everyErrorOfThePricesIsMisuse() throws Exception {
    Files.writeString(prices, "currency: EUR\nnode: []\n");

    CommandResult said = ask("127.0.0.1:7233", "--since", "1h");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).contains("prices.yml: node: unknown key; did you mean \"nodes\"?");
  }

  private CommandResult cost(String... words) {
    return ask(stack.local().temporal().address(), words);
  }

  private CommandResult ask(String temporal, String... words) {
    List<String> line =
        new ArrayList<>(List.of("cost", "--temporal", temporal, "--prices", prices.toString()));
    line.addAll(List.of(words));
    return CommandResult.of(new CostCommand(), line);
  }
}
