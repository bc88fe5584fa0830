package dev.mayfly.workflows.explanation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way in which this installation's configuration routes a job of which there is no life.
 *
 * @param isInScope whether one of the forge's scopes covers its repository.
 * @param labels that it asks for.
 * @param pool that serves it; absent: none.
 * @param nearest the pool that comes nearest and what differs, in words; absent: none has anything
 *     in common with it.
 */
public record RoutingFacts(
    String forge,
    String repository,
    boolean isInScope,
    List<String> labels,
    @Nullable String pool,
    @Nullable String nearest) {

  public RoutingFacts {
    labels = List.copyOf(labels);
  }
}
