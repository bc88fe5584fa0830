package dev.mayfly.console.jobs;

import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.life.LifePhase;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.temporal.common.SearchAttributeKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that are asked for, as a condition of Temporal's visibility. Only texts that match a
 * pattern get into it.
 *
 * @param pool absent: of all pools.
 * @param repository absent: of all repositories.
 * @param phase absent: in all of them.
 * @param since whose lives began later; absent: however long ago.
 * @param which of them: those that are over, or not.
 */
public record JobQuery(
    @Nullable String pool,
    @Nullable String repository,
    @Nullable LifePhase phase,
    @Nullable Instant since,
    Which which) {

  /** The jobs with regard to their end. */
  public enum Which {
    ALL(""),
    OPEN("ExecutionStatus = 'Running'"),
    /** Owed a runner that has them; also those that no worker has begun with. */
    WAITING(OPEN.condition + " AND (" + waiting() + ")"),
    OVER("ExecutionStatus != 'Running'");

    private final String condition;

    Which(String condition) {
      this.condition = condition;
    }

    // Temporal's documentation, "List Filter", Supported operators: IN. IS NULL as in temporal's
    // common/persistence/visibility/store/query/converter.go.
    private static String waiting() {
      return SearchAttributes.PHASE.getName() + " IS NULL OR " + in(LifePhase.WAITING);
    }
  }

  /** Returns all that are so, of all pools. */
  public static JobQuery all(Which which) {
    return new JobQuery(null, null, null, null, which);
  }

  private static final String REPOSITORY = "[\\w.-]{1,100}/[\\w.-]{1,100}";

  public JobQuery {
    check("pool", pool, PoolId.POOL_NAME);
    check("repository", repository, REPOSITORY);
    // To the second, so that questions of the same second are one.
    since = since == null ? null : since.truncatedTo(ChronoUnit.SECONDS);
  }

  private static void check(String field, @Nullable String value, String pattern) {
    if (value != null && !value.matches(pattern)) {
      throw Refusal.invalid(field, "must match " + pattern);
    }
  }

  /**
   * Reads a constant as people write it, in any case.
   *
   * @param field where it stands.
   */
  public static <E extends Enum<E>> E read(String field, Class<E> type, String word) {
    return Arrays.stream(type.getEnumConstants())
        .filter(it -> it.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.invalid(
                    field,
                    Arrays.stream(type.getEnumConstants())
                        .map(it -> it.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ", "must be one of ", ""))));
  }

  String condition() {
    StringJoiner all = new StringJoiner(" AND ");
    all.add("WorkflowType = '" + RunnerWorkflow.TYPE + "'");
    add(all, SearchAttributes.POOL, pool);
    add(all, SearchAttributes.REPOSITORY, repository);
    if (phase != null) {
      all.add(in(phase));
    }
    if (since != null) {
      all.add("StartTime >= '" + since + "'");
    }
    if (which != Which.ALL) {
      all.add(which.condition);
    }
    return all.toString();
  }

  private static String in(LifePhase phase) {
    return phase.attributes().stream()
        .map(it -> "'" + it + "'")
        .collect(Collectors.joining(", ", SearchAttributes.PHASE.getName() + " IN (", ")"));
  }

  private static void add(
      StringJoiner all, SearchAttributeKey<String> attribute, @Nullable String value) {
    if (value != null) {
      all.add(attribute.getName() + " = '" + value + "'");
    }
  }
}
