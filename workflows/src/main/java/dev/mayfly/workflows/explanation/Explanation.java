package dev.mayfly.workflows.explanation;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.temporal.Markdown;
import dev.mayfly.workflows.temporal.OneLine;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job in sentences: what happened to it, why, since when, what is awaited, and what to do: the
 * same for the Web UI, the query, and the command line.
 *
 * @param situation its name, of which there is a fixed set: {@code AtCap}.
 * @param job repository, workflow and name, or what was asked about.
 * @param pool absent where none serves it, or none is known.
 * @param since when the situation began; absent where nobody can tell.
 * @param why what happened, and what it means.
 * @param awaited what comes next by itself.
 * @param advice what a person can do.
 * @param story what happened before, in order; its end where it is long.
 * @param life the id of its workflow; absent: there is none.
 * @param url the job's page at the forge.
 */
public record Explanation(
    String situation,
    State state,
    String job,
    @Nullable String pool,
    @Nullable Instant since,
    String why,
    String awaited,
    String advice,
    List<Happened> story,
    @Nullable String life,
    @Nullable String url) {

  private static final int LONGEST = 600;
  private static final int LONGEST_NAME = 120;

  /** An event of its story. */
  public record Happened(Instant at, String what) {
    public Happened {
      requireNonNull(at, "at");
      what = OneLine.of(what, LONGEST);
    }
  }

  public Explanation {
    requireNonNull(state, "state");
    job = OneLine.of(job, LONGEST_NAME);
    why = OneLine.of(why, LONGEST);
    awaited = OneLine.of(awaited, LONGEST);
    advice = OneLine.of(advice, LONGEST);
    story = List.copyOf(story);
  }

  public static Explanation of(Facts facts) {
    Situation situation = Situations.of(facts);
    Sentences said = situation.say();
    LifeFacts life = facts.life();
    return new Explanation(
        situation.getClass().getSimpleName(),
        said.state(),
        life == null ? facts.asked() : life.job().inWords(),
        life == null ? null : life.job().pool(),
        situation.since(),
        said.why(),
        said.awaited(),
        said.advice(),
        life == null ? List.of() : Story.of(life),
        life == null ? null : life.id(),
        life == null ? null : life.job().url());
  }

  /**
   * For a terminal: twelve lines at most.
   *
   * @param now by the reader's clock, for how long ago something was; absent: not said.
   */
  public List<String> text(@Nullable Instant now) {
    return ExplanationText.of(this, now);
  }

  /** For the Web UI, in which nothing that others chose is markup. */
  public String markdown() {
    String head = "**" + state.word() + "**" + (since == null ? "" : " since " + Times.at(since));
    return Stream.of("Why: " + why, "Next: " + awaited, "Do: " + advice)
        .map(line -> Markdown.escape(line, LONGEST))
        .collect(Collectors.joining("\n\n", head + "\n\n", ""));
  }
}
