package dev.mayfly.service.config;

import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.cost.Prices.Dated;
import dev.mayfly.workflows.cost.Prices.Nodes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The rules between prices: at any time there is one of each kind. */
final class PriceRules {

  private PriceRules() {}

  static void check(Prices prices, BiConsumer<String, String> error) {
    Set<String> pools = new HashSet<>();
    for (int i = 0; i < prices.nodes().size(); i++) {
      Nodes nodes = prices.nodes().get(i);
      for (int j = 0; j < nodes.pools().size(); j++) {
        String pool = nodes.pools().get(j);
        if (!pools.add(pool)) {
          error.accept(
              "nodes[" + i + "].pools[" + j + "]",
              "pool \"" + pool + "\" has nodes already: its tasks run on those of one Batch pool");
        }
      }
      once("nodes[" + i + "].prices", nodes.prices(), Dated::validFrom, error);
    }
    prices
        .forges()
        .forEach((forge, rates) -> once("forges." + forge, rates, Dated::validFrom, error));
    once("fixed", prices.fixed(), fixed -> List.of(fixed.name(), fixed.validFrom()), error);
  }

  private static <T extends Dated> void once(
      String path, List<T> prices, Function<T, Object> kind, BiConsumer<String, String> error) {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < prices.size(); i++) {
      T price = prices.get(i);
      if (!seen.add(kind.apply(price))) {
        error.accept(
            path + "[" + i + "].validFrom",
            "another price is valid from " + price.validFrom() + " already");
      }
    }
  }
}
