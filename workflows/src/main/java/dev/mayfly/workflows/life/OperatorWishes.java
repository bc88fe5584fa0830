package dev.mayfly.workflows.life;

import static dev.mayfly.workflows.temporal.OperatorRequest.refuseIf;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.temporal.InWords;
import dev.mayfly.workflows.temporal.OperatorRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * An operator's wishes to a life. By update or by signal the same is refused: an update's sender
 * reads why at once, a signal's in the life's line.
 *
 * @param haveSignalsBounds is asked for durations out of bounds only.
 */
public record OperatorWishes(RunnerLife life, BooleanSupplier haveSignalsBounds) {

  /** A wish of an operator; its signal and its update are called so. */
  public enum Wish {
    CANCEL,
    REPROVISION,
    EXTEND,
    QUARANTINE,
    RELEASE
  }

  private static final Duration QUARANTINE = Duration.ofHours(4);
  private static final Duration LONGEST = Duration.ofDays(7);

  /** Does what a signal wishes, or says in the life's line why not. */
  public void heed(Wish wish, OperatorRequest request) {
    int ignored = life.messages().ignored().count();
    life.messages()
        .ignored()
        .heed(
            wish.name().toLowerCase(Locale.ROOT),
            () -> {
              refuseUnlessItMakesSense(wish, request);
              if (!request.lastsAtMost(LONGEST) && haveSignalsBounds.getAsBoolean()) {
                refuseUnlessBounded(request);
              }
              grant(wish, request);
            });
    if (life.messages().ignored().count() > ignored) {
      life.changed();
    }
  }

  /** Refuses what an update's validator refuses. */
  void validate(Wish wish, OperatorRequest request) {
    refuseUnlessItMakesSense(wish, request);
    refuseUnlessBounded(request);
  }

  private static void refuseUnlessBounded(OperatorRequest request) {
    refuseIf(
        !request.lastsAtMost(LONGEST),
        "duration must be between PT1S and " + LONGEST + ", but is " + request.duration());
  }

  private void refuseUnlessItMakesSense(Wish wish, OperatorRequest request) {
    switch (wish) {
      case CANCEL -> refuseIf(life.isOver(), "the life is over: there is nothing to cancel");
      case REPROVISION ->
          refuseIf(
              !life.isOwed(), "the job needs no runner any more: it is taken, over or cancelled");
      case EXTEND -> {
        refuseIf(life.attempts().areOver(), "the life has no runner whose deadlines could move");
        refuseIf(
            request.duration() == null || request.duration().toSeconds() <= 0,
            "duration must say by how much, as in \"PT2H\"");
      }
      case QUARANTINE ->
          refuseIf(life.attempts().areOver(), "the life has no runner that could be kept");
      case RELEASE ->
          refuseIf(!life.attempts().isAnyInQuarantine(), "nothing of this life is in quarantine");
    }
  }

  /** Does it; returns what will happen. */
  String grant(Wish wish, OperatorRequest request) {
    return switch (wish) {
      case CANCEL -> cancel(request);
      case REPROVISION -> {
        life.messages().reprovision();
        yield "another runner is provided; those without a job are let go";
      }
      case EXTEND ->
          "every deadline still to come moves by "
              + InWords.of(requireNonNull(request.duration()))
              + "; "
              + life.messages().extend(requireNonNull(request.duration()));
      case QUARANTINE -> {
        life.messages().quarantine(quarantine(request));
        yield "the runner's task and node are kept once it is over; `release` ends that";
      }
      case RELEASE -> {
        life.messages().endQuarantine();
        yield "the runner is cleaned up";
      }
    };
  }

  private String cancel(OperatorRequest request) {
    life.messages().cancel(request);
    return request.force()
        ? "cancelled: every runner is ended, with or without a job"
        : "cancelled: nothing more is provided; a runner with a job is watched to its end";
  }

  private static Quarantine quarantine(OperatorRequest request) {
    return new Quarantine(
        request.by(), request.reason(), requireNonNullElse(request.duration(), QUARANTINE));
  }
}
