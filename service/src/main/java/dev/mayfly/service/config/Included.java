package dev.mayfly.service.config;

import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.fleet.Fleet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A file that services name in theirs, or what it would hold.
 *
 * @param key under which they have it.
 * @param expected in words.
 * @param entries the paths of what {@code rules} go through: when one could not be read, the rest
 *     could not be named by its place.
 * @param unreadable stands for one whose errors are noted already, so that a service's file is read
 *     to its end.
 */
record Included<T>(
    Class<T> type,
    String key,
    String expected,
    String entries,
    BiConsumer<T, BiConsumer<String, String>> rules,
    T unreadable) {

  static final Included<Fleet> FLEET =
      new Included<>(
          Fleet.class,
          "fleet",
          "expected the path of the common file of forges and pools, or what it holds",
          "pools\\[[0-9]+]",
          FleetRules::check,
          new Fleet("unreadable", Map.of(), List.of()));

  static final Included<Prices> PRICES =
      new Included<>(
          Prices.class,
          "prices",
          "expected the path of the file of prices, or what it holds",
          "(nodes|forges|fixed)\\b.*",
          PriceRules::check,
          new Prices(null, null, null, null));

  static boolean isOne(Class<?> type) {
    return type == FLEET.type || type == PRICES.type;
  }
}
