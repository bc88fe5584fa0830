package dev.mayfly.workflows.explanation;

import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The job is queued, and no node has its runner yet. */
sealed interface Waits extends Situation {

  /** Nothing has been made yet. */
  record Begins(@Nullable Instant since) implements Waits {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "Its life has begun, and no runner has been made yet: where the news is old, the forge is"
              + " asked first whether the job is still queued.",
          "The forge's answer, then a runner.",
          "Nothing. If this lasts for minutes the forge does not answer: see the worker's log.");
    }
  }

  /** The job may not run yet; a life that has begun asks about it. */
  record Held(@Nullable Instant since, @Nullable Instant next) implements Waits {
    @Override
    public Sentences say() {
      return State.HELD.because(
          "The forge does not let it run yet: it waits for an approval, or for its turn in a"
              + " concurrency group. No runner is made meanwhile, and days of this cost nothing.",
          "The webhook that says it is queued."
              + (next == null
                  ? " Were it lost, the sweep finds the job."
                  : Times.when(" Besides, the life asks the forge again", next) + "."),
          "Approve the deployment at the forge, or wait for the run before it.");
    }
  }

  /** The forge is asked for a token, or Batch for a task. */
  record Minting(@Nullable Instant since, String runner, @Nullable String failure)
      implements Waits {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "The worker asks the forge for the token of runner "
              + runner
              + ", and Batch for its task."
              + (failure == null ? "" : " The last try failed: " + failure + "."),
          "Their answers, within seconds. While one is away or busy, it is asked again and again.",
          "Nothing. If this lasts for minutes, the worker's log says what failed (`a step failed`).");
    }
  }

  /** The forge takes no more requests for a while. */
  record MintingLimited(@Nullable Instant since, @Nullable Instant until) implements Waits {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "The forge gives no token now: the limit of its API is reached"
              + (until == null ? "." : " until " + Times.at(until) + "."),
          "The end of the limit; then the token is asked for again, by itself.",
          "Nothing now. If it happens every day, sign in as a GitHub App, or as several.");
    }
  }

  /** A runner could not be made, and none of its pool can. */
  record MintingRefused(@Nullable Instant since, String pool, String runner, String cause)
      implements Waits {
    @Override
    public Sentences say() {
      return State.STUCK.because(
          "Runner "
              + runner
              + " met a fault that every runner of pool "
              + pool
              + " would meet: "
              + cause
              + ". The pool is paused for it.",
          "That it is mended: the pool asks once a minute, or tries one runner every 30 minutes where"
              + " only a runner can tell. No attempt is lost.",
          "Mend what the cause names; it is listed under `Why a pool is paused` in Troubleshooting."
              + " After a new image, send the pool `resume`.");
    }
  }

  /** The pool makes no runners. */
  record PoolPaused(@Nullable Instant since, String pool, PoolFacts.Pause pause) implements Waits {
    @Override
    public Sentences say() {
      return State.STUCK.because(
          "Pool %s is paused since %s, by %s: %s."
              .formatted(pool, Times.at(pause.at()), pause.by(), pause.cause()),
          pause.mendsItself()
              ? "That the fault is mended: the pool finds that out by itself, and goes on. No attempt"
                  + " is lost."
              : "The message `resume`, which only a person sends. No attempt is lost.",
          pause.mendsItself()
              ? "Mend what the cause names; to have it tried at once, send `resume` to the pool."
              : "Ask " + pause.by() + ", or send `resume` to the pool.");
    }
  }

  /** Its runner waits for its turn in the pool, whatever the reason. */
  record TurnAwaited(@Nullable Instant since, String pool, @Nullable String fault)
      implements Waits {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "Pool "
              + pool
              + " does not admit its runner yet: its cap is reached, or it is paused"
              + (fault == null ? "." : ", as the runner before met a fault: " + fault + "."),
          "Its turn, oldest first; nothing is made before, so nothing grows old meanwhile.",
          "Nothing for a full pool. Its workflow (query `status`) says what runs, who waits, and"
              + " whether it is paused and why.");
    }
  }

  /** Its pool has all the runners that it may have. */
  record AtCap(
      @Nullable Instant since,
      String pool,
      int cap,
      int running,
      int place,
      int waiting,
      @Nullable Duration pace)
      implements Waits {
    @Override
    public Sentences say() {
      String ahead =
          place < 1 ? "" : " This job is number %d of %d that wait.".formatted(place, waiting);
      return State.WAITING.because(
          "Pool %s is full, which is no fault: it has %d of the %d runners that maxRunners allows.%s"
              .formatted(pool, running, cap, ahead),
          pace == null || place < 1
              ? "A free place; the oldest job gets it, by itself."
              : "A free place: at the present rate in about "
                  + InWords.of(pace.multipliedBy(place))
                  + " (one each "
                  + InWords.of(pace)
                  + ").",
          "Nothing, or raise maxRunners of pool " + pool + " and restart the workers.");
    }
  }

  /** Its task waits in Batch for a node. */
  record NodeAwaited(@Nullable Instant since, String pool, String runner) implements Waits {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "No node of pool "
              + pool
              + " has a free slot: Batch has the task "
              + runner
              + " and has not started it. This is not a fault, and no deadline runs.",
          "A node that is free, or has booted, which takes minutes. A token that grows too old"
              + " meanwhile is replaced.",
          "Nothing for minutes. After that look at the Batch pool's nodes, resize errors and quota.");
    }
  }

  /** Nodes are on their way. */
  record NodesBoot(@Nullable Instant since, String pool, int current, int target) implements Waits {
    @Override
    public Sentences say() {
      return State.WAITING.because(
          "No node of pool %s has a free slot. Batch is booting nodes: %s %d asked for are there."
              .formatted(pool, current < 0 ? "not all of the" : current + " of the", target),
          "The next node that is ready; a node takes minutes. No deadline runs meanwhile.",
          "Nothing.");
    }
  }

  /** Batch does not give the nodes. */
  record ResizeFailed(@Nullable Instant since, String pool, List<String> errors) implements Waits {

    // Microsoft's reference of PoolResizeErrorCodes: AccountCoreQuotaReached, and the same of
    // low-priority and of spot cores.
    private static final String QUOTA = "CoreQuotaReached";

    @Override
    public Sentences say() {
      String error = String.join("; ", errors);
      boolean isQuota = error.contains(QUOTA);
      return State.STUCK.because(
          "No node of pool %s has a free slot, and Batch does not give more%s: %s."
              .formatted(pool, isQuota ? ", since the quota is used up" : "", error),
          "A node that becomes free, or a resize that works; it is tried again every five minutes.",
          isQuota
              ? "Ask Azure for more cores for the Batch account, or choose a smaller or another size."
              : "Mend what the error names: the nodes' size, image or subnet, or the worker's role.");
    }
  }
}
