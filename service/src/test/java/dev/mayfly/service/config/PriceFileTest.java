package dev.mayfly.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.cost.Prices.Fixed;
import dev.mayfly.workflows.cost.Prices.NodePrice;
import dev.mayfly.workflows.cost.Prices.Nodes;
import dev.mayfly.workflows.cost.Prices.PlatformRate;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceFileTest {

  private static final LocalDate NEW_YEAR = LocalDate.parse("2026-01-01");

  @TempDir Path directory;

  @Test
  void amountsAreWhatIsWritten() throws Exception {
    Prices prices =
        read(
            """
            currency: EUR
            nodes:
              - pools: [ubuntu, ubuntu22]
                kind: spot
                slotsPerNode: 2
                prices:
                  - {validFrom: 2026-01-01, nodeHour: 123456789.123456789, hostedMinute: 0.006}
            forges:
              github: [{validFrom: 2026-01-01, minute: 0.002}]
            fixed:
              - {name: registry, validFrom: 2026-01-01, hour: 1}
            """);

    assertThat(prices)
        .isEqualTo(
            new Prices(
                "EUR",
                List.of(
                    new Nodes(
                        List.of("ubuntu", "ubuntu22"),
                        Kind.SPOT,
                        2,
                        List.of(
                            new NodePrice(
                                NEW_YEAR,
                                new BigDecimal("123456789.123456789"),
                                new BigDecimal("0.006"))))),
                Map.of("github", List.of(new PlatformRate(NEW_YEAR, new BigDecimal("0.002")))),
                List.of(new Fixed("registry", NEW_YEAR, BigDecimal.ONE))));
  }

  @Test
  void everyErrorIsNamedByItsPlace() throws Exception {
    assertThat(
            errors(
                """
                currency: euro
                nodes:
                  - pools: []
                    slotsPerNode: 0
                    prices:
                      - {validFrom: yesterday, nodeHour: 0.1}
                      - {validFrom: 2026-01-01, nodeHour: -1, hosted: 2}
                      - {validFrom: 2026-01-02, nodeHour: cheap}
                      - {validFrom: 2026-01-03, nodeHour: 0.1234567891}
                """))
        .containsExactlyInAnyOrder(
            "prices.yml: currency: must be a currency such as USD",
            "prices.yml: nodes[0].pools: is required: the pools whose tasks run on these nodes",
            "prices.yml: nodes[0].slotsPerNode: must be at least 1",
            "prices.yml: nodes[0].prices[0].validFrom: \"yesterday\" is not a date such as 2026-01-31",
            "prices.yml: nodes[0].prices[1].nodeHour: must be greater than or equal to 0",
            "prices.yml: nodes[0].prices[1].hosted: unknown key; Known here: hostedMinute, nodeHour, validFrom",
            "prices.yml: nodes[0].prices[2].nodeHour: \"cheap\" is not a number",
            "prices.yml: nodes[0].prices[3].nodeHour: numeric value out of bounds (<9 digits>.<9 digits> expected)");
  }

  @Test
  void atAnyTimeThereIsOnePriceOfEachKind() throws Exception {
    assertThat(
            errors(
                """
                currency: EUR
                nodes:
                  - pools: [ubuntu]
                    prices: [{validFrom: 2026-01-01, nodeHour: 1}, {validFrom: 2026-01-01, nodeHour: 2}]
                  - pools: [windows, ubuntu]
                    prices: [{validFrom: 2026-01-01, nodeHour: 1}]
                fixed:
                  - {name: registry, validFrom: 2026-01-01, hour: 1}
                  - {name: disks, validFrom: 2026-01-01, hour: 1}
                  - {name: registry, validFrom: 2026-01-01, hour: 2}
                """))
        .containsExactly(
            "prices.yml: nodes[0].prices[1].validFrom: another price is valid from 2026-01-01 already",
            "prices.yml: nodes[1].pools[1]: pool \"ubuntu\" has nodes already: its tasks run on those of one Batch pool",
            "prices.yml: fixed[2].validFrom: another price is valid from 2026-01-01 already");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = directory.resolve("missing.yml");

    InvalidConfigurationException refused =
        catchThrowableOfType(
            InvalidConfigurationException.class,
            () ->
                TestConfiguration.factory(Map.of())
                    .prices(new FileConfigurationSourceProvider(), missing.toString()));

    assertThat(refused).hasMessageContaining("missing.yml: cannot be read");
  }

  private List<String> errors(String yaml) {
    InvalidConfigurationException refused =
        catchThrowableOfType(InvalidConfigurationException.class, () -> read(yaml));
    assertThat(refused).as("nothing was refused").isNotNull();
    return refused.getErrors().stream()
        .map(error -> error.substring(error.indexOf("prices.yml")))
        .toList();
  }

  private Prices read(String yaml) throws Exception {
    Path file = Files.writeString(directory.resolve("prices.yml"), yaml);
    return TestConfiguration.factory(Map.of())
        .prices(new FileConfigurationSourceProvider(), file.toString());
  }
}
