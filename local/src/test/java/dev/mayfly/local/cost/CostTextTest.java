package dev.mayfly.local.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.cost.By;
import dev.mayfly.workflows.cost.CostReport.Row;
import dev.mayfly.workflows.cost.CostReport.Table;
import dev.mayfly.workflows.cost.Part;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostTextTest {

  @Test
  void figuresStandInColumnsAndNamesStayOnTheirLine() {
    Row row =
        new Row(
            "acme/a\n\u001b[31mb",
            Map.of(
                Part.RUNNERS, BigDecimal.valueOf(2),
                Part.TASK_SECONDS, new BigDecimal("5400"),
                Part.DIRECT, new BigDecimal("0.123456789"),
                Part.TOTAL, new BigDecimal("0.123456789")));
    Table table =
        new Table(
            By.REPOSITORY,
            "EUR",
            Instant.parse("2026-03-02T00:00:00Z"),
            Instant.parse("2026-03-09T00:00:00.123Z"),
            List.of(row),
            new Row("(total)", Map.of()),
            List.of(),
            List.of());

    assertThat(CostText.of(table).lines())
        .containsExactly(
            "EUR, from 2026-03-02T00:00:00Z to 2026-03-09T00:00:00Z",
            "                 runners       hours      direct      wasted    overhead       fixed    platform       total      hosted",
            "acme/a [31mb           2        1.50      0.1235      0.0000      0.0000      0.0000      0.0000      0.1235      0.0000",
            "(total)                0        0.00      0.0000      0.0000      0.0000      0.0000      0.0000      0.0000      0.0000");
  }
}
