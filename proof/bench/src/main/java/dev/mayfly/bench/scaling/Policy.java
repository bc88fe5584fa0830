package dev.mayfly.bench.scaling;

/** A policy that sets a pool's target. One for each run: it remembers. */
interface Policy {

  String name();

  /** Looks at the pool, each second, and resizes it where it sees fit. */
  void resize(int now, SimulatedPool pool);
}
