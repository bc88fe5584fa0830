package dev.mayfly.worker.batch;

import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.util.List;
import java.util.Optional;

/**
 * The pools of a Batch account, as far as Mayfly has a say: how many nodes they have. Every method
 * blocks, can be repeated without harm, does not retry by itself and throws {@link BatchException}
 * when Batch does not do it.
 */
public interface BatchPools {

  /** Looks at a pool and lists its nodes. */
  PoolSnapshot pool(String pool, Kind kind);

  /**
   * Returns why the pool's formula could not be evaluated when it last was; empty where it could,
   * and where there is none.
   */
  default Optional<String> formulaFault(String pool) {
    return Optional.empty();
  }

  /**
   * Asks for so many nodes of one kind, and leaves the other kind alone. Tasks on nodes that go run
   * to their end.
   *
   * @return false while the pool is being resized, or scales by a formula.
   */
  boolean resize(String pool, Kind kind, int nodes);

  /**
   * Removes these nodes, up to 100 of them; tasks on them run to their end.
   *
   * @return false while the pool is being resized, or scales by a formula, or one of them has gone.
   */
  boolean removeNodes(String pool, List<String> nodes);

  /** Stops the resize that is under way; as good when there is none. */
  void stopResize(String pool);

  /** The pool keeps its size from now on; as good when it does not scale by a formula. */
  void disableAutoscale(String pool);

  /**
   * The pool scales by this formula from now on, as often as Batch allows.
   *
   * @throws BatchException also while it is being resized, and twice within 30 s.
   */
  void enableAutoscale(String pool, String formula);
}
