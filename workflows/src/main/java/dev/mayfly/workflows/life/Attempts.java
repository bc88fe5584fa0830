package dev.mayfly.workflows.life;

import dev.mayfly.workflows.id.RunnerName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The runners that a life has made, in order. */
public final class Attempts implements Iterable<Attempt> {

  private final List<Attempt> all = new ArrayList<>();

  void add(Attempt attempt) {
    all.add(attempt);
  }

  int size() {
    return all.size();
  }

  @Override
  public Iterator<Attempt> iterator() {
    return all.iterator();
  }

  Stream<Attempt> stream() {
    return all.stream();
  }

  Stream<Attempt> open() {
    return all.stream().filter(attempt -> attempt.state().end().isEmpty());
  }

  /** Asked at each change, so without a stream. */
  boolean any(Predicate<RunnerState> claim) {
    for (Attempt attempt : all) {
      if (claim.test(attempt.state())) {
        return true;
      }
    }
    return false;
  }

  int count(Predicate<RunnerState> claim) {
    return (int) all.stream().map(Attempt::state).filter(claim).count();
  }

  void each(Consumer<RunnerState> wish) {
    all.stream().map(Attempt::state).forEach(wish);
  }

  boolean areOver() {
    return open().findAny().isEmpty();
  }

  /** Returns whether this life made that runner, and nothing of it is left. */
  boolean isOver(RunnerName name) {
    return all.stream().anyMatch(a -> a.name().equals(name) && a.state().end().isPresent());
  }

  boolean isAnyInQuarantine() {
    return open().anyMatch(attempt -> attempt.state().quarantine().isPresent());
  }

  /**
   * Returns the ends of those that are over, or have failed and cannot be cleaned up, in the order
   * of their making.
   */
  public List<End> ends() {
    return all.stream().flatMap(attempt -> attempt.state().verdict().stream()).toList();
  }

  boolean metPoolFault() {
    return ends().stream().anyMatch(end -> end instanceof End.Failed f && f.poolFault());
  }

  /** Returns the one whose runner the event names. */
  Optional<Attempt> of(JobEvent event) {
    return event
        .runnerName()
        .flatMap(RunnerName::parse)
        .flatMap(name -> all.stream().filter(a -> a.name().equals(name)).findFirst());
  }
}
