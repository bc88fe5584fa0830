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
 * The rounds for one victim: in each it is killed once, with one job in flight at each of the
 * round's moments. The wire holds one direction at a time, hence more than one round.
 */
record MatrixPlan(KilledProcess victim, List<List<Scenario>> rounds) {

  // Within a round, those whose calls time out after the same time: ten seconds at GitHub, a third
  // of it at Batch.
  private static final List<KillPoint> AT_GITHUB =
      List.of(KillPoint.MINT, KillPoint.MINT_DONE, KillPoint.REMOVE, KillPoint.REMOVE_DONE);
  private static final List<KillPoint> CREATION =
      List.of(KillPoint.ENSURE, KillPoint.ENSURE_DONE, KillPoint.CREATE, KillPoint.CREATE_DONE);
  private static final List<KillPoint> DELETION = List.of(KillPoint.DELETE, KillPoint.DELETE_DONE);

  static MatrixPlan full(KilledProcess victim, int fleet) {
    return of(
        victim,
        fleet,
        List.of(
            moments(EnumSet.of(Kind.SENT, Kind.WAIT)),
            moments(EnumSet.of(Kind.TAKEN)),
            AT_GITHUB,
            CREATION,
            DELETION,
            List.of(KillPoint.FLEET)));
  }

  /** What is likeliest to break, within a few minutes. */
  static MatrixPlan brief(KilledProcess victim, int fleet) {
    return of(
        victim,
        fleet,
        switch (victim) {
          case GATEWAY -> List.of(moments(EnumSet.of(Kind.SENT)));
          case WORKER -> List.of(List.of(KillPoint.CREATE_DONE, KillPoint.FLEET));
          case TEMPORAL -> List.of(moments(EnumSet.of(Kind.WAIT, Kind.TAKEN)));
          case ALL -> List.of(List.of(KillPoint.MINT_DONE, KillPoint.QUEUED_SENT));
        });
  }

  private static MatrixPlan of(KilledProcess victim, int fleet, List<List<KillPoint>> rounds) {
    return new MatrixPlan(
        victim, rounds.stream().map(moments -> cells(victim, fleet, moments)).toList());
  }

  private static List<KillPoint> moments(Set<Kind> kinds) {
    return Arrays.stream(KillPoint.values())
        .filter(moment -> kinds.contains(moment.kind()))
        .toList();
  }

  private static List<Scenario> cells(KilledProcess victim, int fleet, List<KillPoint> moments) {
    List<Scenario> cells = new ArrayList<>();
    for (KillPoint moment : moments) {
      IntStream.rangeClosed(1, moment.kind() == Kind.FLEET ? fleet : 1)
          .forEach(number -> cells.add(Scenario.of(moment, victim, number)));
    }
    return cells;
  }

  Stream<Scenario> cells() {
    return rounds.stream().flatMap(List::stream);
  }

  /** Every cell with every take that it may need. */
  List<Scenario> takes() {
    return cells()
        .flatMap(cell -> IntStream.rangeClosed(1, Scenario.MOST_TAKES).mapToObj(cell::take))
        .toList();
  }
}
