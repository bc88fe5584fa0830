package dev.mayfly.worker.forge.http;

import java.util.List;

/**
 * A list of the forge's, read to its end.
 *
 * @param calls how many requests it took.
 * @param cost how many of them counted against the forge's budget: none that had not changed.
 */
public record Listed<T>(List<T> items, int calls, int cost) {

  public Listed {
    items = List.copyOf(items);
  }
}
