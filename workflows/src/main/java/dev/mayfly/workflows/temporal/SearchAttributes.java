package dev.mayfly.workflows.temporal;

import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import io.temporal.common.SearchAttributeKey;
import java.util.List;

/**
 * The search attributes of a life, all of type Keyword. Few, since a namespace has a fixed number
 * of them; in clear always, so never a secret.
 */
public final class SearchAttributes {

  /** The life's {@link Phase}: what it is doing now. */
  public static final SearchAttributeKey<String> PHASE =
      SearchAttributeKey.forKeyword("MayflyPhase");

  /** The {@link Outcome}'s name, once the life has ended. */
  public static final SearchAttributeKey<String> OUTCOME =
      SearchAttributeKey.forKeyword("MayflyOutcome");

  /** The {@link Pool}'s name. */
  public static final SearchAttributeKey<String> POOL = SearchAttributeKey.forKeyword("MayflyPool");

  /** The job's repository, {@code owner/name}. */
  public static final SearchAttributeKey<String> REPOSITORY =
      SearchAttributeKey.forKeyword("MayflyRepository");

  /** All of them; a namespace must know each before a life can begin. */
  public static final List<SearchAttributeKey<String>> ALL =
      List.of(PHASE, OUTCOME, POOL, REPOSITORY);

  private SearchAttributes() {}
}
