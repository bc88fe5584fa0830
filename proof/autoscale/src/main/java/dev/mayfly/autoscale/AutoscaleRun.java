package dev.mayfly.autoscale;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of an evaluation.
 *
 * @param targets the pool's own when there was an error.
 * @param results every variable's value in the service's writing; after an error the targets alone.
 * @param error absent when all went well.
 */
public record AutoscaleRun(
    Instant timestamp, Targets targets, String results, @Nullable Failure error) {

  /**
   * The number of nodes that there shall be.
   *
   * @param deallocation what becomes of the tasks on those that go.
   */
  public record Targets(int dedicated, int lowPriority, NodeDeallocation deallocation) {}

  /**
   * Why there was no result.
   *
   * @param code as the service's.
   * @param message for all errors of this code.
   * @param detail with the place in the formula.
   */
  public record Failure(String code, String message, String detail) {}

  static AutoscaleRun of(Variables scope) {
    Targets targets = scope.targets();
    StringBuilder results = new StringBuilder(write(targets, scope.isOfOld()));
    for (Map.Entry<String, Value> variable : scope.own().entrySet()) {
      results.append(';').append(variable.getKey()).append('=').append(variable.getValue().text());
    }
    return new AutoscaleRun(scope.now(), targets, results.toString(), null);
  }

  static AutoscaleRun failed(PoolView pool, FormulaException e) {
    Targets targets =
        new Targets(pool.targetDedicated(), pool.targetLowPriority(), NodeDeallocation.REQUEUE);
    Failure error = new Failure(e.fault().code, e.fault().summary, String.valueOf(e.getMessage()));
    return new AutoscaleRun(pool.now(), targets, write(targets, false), error);
  }

  private static String write(Targets targets, boolean ofOld) {
    String nodes =
        ofOld
            ? "$TargetDedicated=" + targets.dedicated()
            : Variables.DEDICATED
                + "="
                + targets.dedicated()
                + ";"
                + Variables.LOW_PRIORITY
                + "="
                + targets.lowPriority();
    return nodes + ";" + Variables.DEALLOCATION + "=" + targets.deallocation().word();
  }
}
