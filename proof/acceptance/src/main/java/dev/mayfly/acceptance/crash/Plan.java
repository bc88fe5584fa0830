package dev.mayfly.acceptance.crash;

import dev.mayfly.acceptance.crash.Moment.Kind;
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
record Plan(Victim victim, List<List<Cell>> rounds) {

  // Within a round, those whose calls time out after the same time: ten seconds at GitHub, a third
  // of it at Batch.
  private static final List<Moment> AT_GITHUB =
      List.of(Moment.MINT, Moment.MINT_DONE, Moment.REMOVE, Moment.REMOVE_DONE);
  private static final List<Moment> CREATION =
      List.of(Moment.ENSURE, Moment.ENSURE_DONE, Moment.CREATE, Moment.CREATE_DONE);
  private static final List<Moment> DELETION = List.of(Moment.DELETE, Moment.DELETE_DONE);

  static Plan full(Victim victim, int fleet) {
    return of(
        victim,
        fleet,
        List.of(
            moments(EnumSet.of(Kind.SENT, Kind.WAIT)),
            moments(EnumSet.of(Kind.TAKEN)),
            AT_GITHUB,
            CREATION,
            DELETION,
            List.of(Moment.FLEET)));
  }

  /** What is likeliest to break, within a few minutes. */
  static Plan brief(Victim victim, int fleet) {
    return of(
        victim,
        fleet,
        switch (victim) {
          case GATEWAY -> List.of(moments(EnumSet.of(Kind.SENT)));
          case WORKER -> List.of(List.of(Moment.CREATE_DONE, Moment.FLEET));
          case TEMPORAL -> List.of(moments(EnumSet.of(Kind.WAIT, Kind.TAKEN)));
          case ALL -> List.of(List.of(Moment.MINT_DONE, Moment.QUEUED_SENT));
        });
  }

  private static Plan of(Victim victim, int fleet, List<List<Moment>> rounds) {
    return new Plan(victim, rounds.stream().map(moments -> cells(victim, fleet, moments)).toList());
  }

  private static List<Moment> moments(Set<Kind> kinds) {
    return Arrays.stream(Moment.values()).filter(moment -> kinds.contains(moment.kind())).toList();
  }

  private static List<Cell> cells(Victim victim, int fleet, List<Moment> moments) {
    List<Cell> cells = new ArrayList<>();
    for (Moment moment : moments) {
      IntStream.rangeClosed(1, moment.kind() == Kind.FLEET ? fleet : 1)
          .forEach(number -> cells.add(Cell.of(moment, victim, number)));
    }
    return cells;
  }

  Stream<Cell> cells() {
    return rounds.stream().flatMap(List::stream);
  }

  /** Every cell with every take that it may need. */
  List<Cell> takes() {
    return cells()
        .flatMap(cell -> IntStream.rangeClosed(1, Cell.MOST_TAKES).mapToObj(cell::take))
        .toList();
  }
}
