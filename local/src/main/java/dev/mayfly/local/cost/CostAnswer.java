package dev.mayfly.local.cost;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.local.operator.Explained;
import dev.mayfly.workflows.cost.By;
import dev.mayfly.workflows.cost.CostReport.Row;
import dev.mayfly.workflows.cost.CostReport.Table;
import dev.mayfly.workflows.cost.Part;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table of costs as the console sends it. */
final class CostAnswer {

  private CostAnswer() {}

  /** Reads one; figures that are not known here do no harm. */
  static Table read(JsonNode json) {
    List<Row> rows = new ArrayList<>();
    json.path("rows").forEach(row -> rows.add(row(row)));
    return new Table(
        By.valueOf(json.path("by").asText("").toUpperCase(Locale.ROOT)),
        json.path("currency").asText(""),
        Explained.instant(json, "from"),
        Explained.instant(json, "to"),
        rows,
        row(json.path("total")),
        words(json.path("withoutPrice")),
        words(json.path("notes")));
  }

  private static Row row(JsonNode json) {
    Map<Part, BigDecimal> amounts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      JsonNode amount = json.path("amounts").path(part.label());
      if (amount.isNumber()) {
        amounts.put(part, amount.decimalValue());
      }
    }
    return new Row(json.path("name").asText(""), amounts);
  }

  private static List<String> words(JsonNode json) {
    List<String> words = new ArrayList<>();
    json.forEach(word -> words.add(word.asText()));
    return words;
  }
}
