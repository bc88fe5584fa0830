package dev.mayfly.acceptance.crash;

import dev.mayfly.acceptance.crash.KillPoint.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rounds for one column: in each its processes are killed once, with one job in flight at each
 * of the round's kill points. The proxy holds one direction at a time, hence more than one round.
 */
record MatrixPlan(Victim killed, List<List<Scenario>> rounds) {

  // Within a round, those whose calls time out after the same time: ten seconds at GitHub, a third
  // of it at Batch.
  private static final List<KillPoint> AT_GITHUB =
      List.of(KillPoint.MINT, KillPoint.MINT_DONE, KillPoint.REMOVE, KillPoint.REMOVE_DONE);
  private static final List<KillPoint> CREATION =
      List.of(KillPoint.ENSURE, KillPoint.ENSURE_DONE, KillPoint.CREATE, KillPoint.CREATE_DONE);
  private static final List<KillPoint> DELETION = List.of(KillPoint.DELETE, KillPoint.DELETE_DONE);

  // A request to create a task that comes when the task has been deleted makes another, which is
  // the sweep's (docs/assumptions.md).
  private static final List<KillPoint> LATE_CREATION =
      List.of(KillPoint.ENSURE, KillPoint.ENSURE_DONE, KillPoint.CREATE_DONE);

  static MatrixPlan full(Victim killed, int fleet) {
    return of(
        killed,
        fleet,
        switch (killed) {
          case GATEWAY, WORKER, TEMPORAL, ALL ->
              List.of(
                  killPoints(EnumSet.of(Kind.SENT, Kind.WAIT)),
                  killPoints(EnumSet.of(Kind.TAKEN)),
                  AT_GITHUB,
                  CREATION,
                  DELETION,
                  List.of(KillPoint.FLEET));
          case SUSPENDED ->
              List.of(
                  killPoints(EnumSet.of(Kind.WAIT)),
                  AT_GITHUB,
                  CREATION,
                  DELETION,
                  List.of(KillPoint.FLEET));
          case DELAYED -> List.of(AT_GITHUB, LATE_CREATION, DELETION);
        });
  }

  /** Returns the rounds that are likeliest to break something, within a few minutes. */
  static MatrixPlan brief(Victim killed, int fleet) {
    return of(
        killed,
        fleet,
        switch (killed) {
          case GATEWAY -> List.of(killPoints(EnumSet.of(Kind.SENT)));
          case WORKER -> List.of(List.of(KillPoint.CREATE_DONE, KillPoint.FLEET));
          case TEMPORAL -> List.of(killPoints(EnumSet.of(Kind.WAIT, Kind.TAKEN)));
          case ALL -> List.of(List.of(KillPoint.MINT_DONE, KillPoint.QUEUED_SENT));
          case SUSPENDED -> List.of(List.of(KillPoint.AWAIT_COMPLETION, KillPoint.DELETE));
          case DELAYED -> List.of(List.of(KillPoint.REMOVE, KillPoint.DELETE));
        });
  }

  /**
   * Returns what of it is at these steps.
   *
   * @throws IllegalArgumentException when there is nothing.
   */
  MatrixPlan at(List<String> steps) {
    List<List<Scenario>> some =
        rounds.stream()
            .map(round -> round.stream().filter(it -> steps.contains(it.killPoint().step)))
            .map(Stream::toList)
            .filter(round -> !round.isEmpty())
            .toList();
    if (some.isEmpty()) {
      throw new IllegalArgumentException(
          killed
              + " is killed at none of "
              + steps
              + ", but at "
              + scenarios().map(it -> it.killPoint().step).distinct().toList());
    }
    return new MatrixPlan(killed, some);
  }

  private static MatrixPlan of(Victim killed, int fleet, List<List<KillPoint>> rounds) {
    return new MatrixPlan(
        killed, rounds.stream().map(killPoints -> scenarios(killed, fleet, killPoints)).toList());
  }

  private static List<KillPoint> killPoints(Set<Kind> kinds) {
    return Arrays.stream(KillPoint.values())
        .filter(killPoint -> kinds.contains(killPoint.kind))
        .toList();
  }

  private static List<Scenario> scenarios(Victim killed, int fleet, List<KillPoint> killPoints) {
    List<Scenario> scenarios = new ArrayList<>();
    for (KillPoint killPoint : killPoints) {
      IntStream.rangeClosed(1, killPoint.kind == Kind.FLEET ? fleet : 1)
          .forEach(number -> scenarios.add(Scenario.of(killPoint, killed, number)));
    }
    return scenarios;
  }

  Stream<Scenario> scenarios() {
    return rounds.stream().flatMap(List::stream);
  }

  /** Returns every scenario with every take that it may need. */
  List<Scenario> takes() {
    return scenarios()
        .flatMap(scenario -> IntStream.rangeClosed(1, Scenario.MOST_TAKES).mapToObj(scenario::take))
        .toList();
  }
}
