package dev.mayfly.service.doctor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** All checks at once, each after those that it needs, and none for longer than it may take. */
public final class Examination {

  private final Map<Question, Check> checks;
  private final Executor executor;
  private final Map<Question, CompletableFuture<Finding>> made = new EnumMap<>(Question.class);

  /**
   * @param executor runs all of them side by side.
   */
  public Examination(Map<Question, Check> checks, Executor executor) {
    this.checks = new EnumMap<>(checks);
    this.executor = executor;
  }

  /**
   * Makes them.
   *
   * @param atMost for all together; what is not answered by then is a fault.
   */
  public Map<Question, Finding> make(Duration atMost) {
    for (Question question : checks.keySet()) {
      made.put(question, begin(question, atMost));
    }
    Map<Question, Finding> findings = new EnumMap<>(Question.class);
    made.forEach((question, finding) -> findings.put(question, finding.join()));
    return findings;
  }

  private CompletableFuture<Finding> begin(Question question, Duration atMost) {
    CompletableFuture<?>[] before =
        question.after().stream()
            .filter(made::containsKey)
            .map(made::get)
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(before)
        .thenApplyAsync(any -> find(question), executor)
        .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(late -> late(question, atMost));
  }

  private Finding find(Question question) {
    Optional<Finding> stopped = stopped(question);
    if (stopped.isPresent()) {
      return stopped.get();
    }
    try {
      return requireNonNull(checks.get(question)).make();
    } catch (RuntimeException e) {
      return Finding.fault(String.valueOf(e.getMessage()), "mend what the message names");
    }
  }

  private Optional<Finding> stopped(Question question) {
    return question.needs().stream()
        .filter(made::containsKey)
        .filter(it -> stops(requireNonNull(made.get(it))))
        .findFirst()
        .map(it -> Finding.skipped("not asked: see " + it.title()));
  }

  private static boolean stops(CompletableFuture<Finding> before) {
    return !before.isDone() || before.join().stops();
  }

  /** Only what was asked itself is to blame. */
  private Finding late(Question question, Duration atMost) {
    return stopped(question)
        .orElseGet(
            () ->
                Finding.fault(
                    "no answer within " + atMost.toSeconds() + " s",
                    "see that what it asks can be reached from here, through HTTPS_PROXY where"
                        + " there is one"));
  }
}
