package dev.mayfly.autoscale;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.autoscale.Value.Fate;
import dev.mayfly.autoscale.Value.Interval;
import dev.mayfly.autoscale.Value.Metric;
import dev.mayfly.autoscale.Value.Num;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The variables during one evaluation. */
final class Variables {

  static final String DEDICATED = "$TargetDedicatedNodes";
  static final String LOW_PRIORITY = "$TargetLowPriorityNodes";
  static final String DEALLOCATION = "$NodeDeallocationOption";
  private static final String SLOTS = "$TaskSlotsPerNode";
  private static final Map<String, String> TARGETS =
      Map.of(
          "$TargetDedicated",
          DEDICATED,
          DEDICATED,
          "$TargetDedicated",
          "$TargetLowPriority",
          LOW_PRIORITY,
          LOW_PRIORITY,
          "$TargetLowPriority");

  private final PoolView pool;
  private final SplittableRandom random;
  private final Map<String, Double> targets = new LinkedHashMap<>();
  private final Map<String, Value> own = new TreeMap<>();
  private NodeDeallocation deallocation = NodeDeallocation.REQUEUE;
  private boolean stopped;

  Variables(PoolView pool) {
    this.pool = pool;
    this.random = new SplittableRandom(pool.seed());
  }

  Instant now() {
    return pool.now();
  }

  double random() {
    return random.nextDouble();
  }

  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  Value read(Position at, String name) {
    if (TARGETS.containsKey(name)) {
      return new Num(target(name));
    }
    if (name.equals(SLOTS)) {
      return new Num(pool.taskSlotsPerNode());
    }
    if (PoolView.isMetric(name)) {
      return new Metric(name, pool.samples(name));
    }
    return constant(name).orElseGet(() -> variable(at, name));
  }

  private static Optional<Value> constant(String name) {
    if (Times.INTERVALS.containsKey(name)) {
      return Optional.of(new Interval(Times.INTERVALS.get(name)));
    }
    return NodeDeallocation.of(name).map(Fate::new);
  }

  private Value variable(Position at, String name) {
    if (name.equals(DEALLOCATION)) {
      return new Fate(deallocation);
    }
    @Nullable Value value = own.get(withDollar(name));
    if (value == null) {
      throw FormulaException.invalid(at, "unknown variable " + name);
    }
    return value;
  }

  /** Returns what was assigned to it, or to its other name, or what the pool has. */
  private double target(String name) {
    @Nullable Double assigned = targets.get(name);
    @Nullable Double byOtherName = targets.get(TARGETS.get(name));
    int before =
        name.startsWith("$TargetDedicated") ? pool.targetDedicated() : pool.targetLowPriority();
    return requireNonNullElse(assigned, requireNonNullElse(byOtherName, (double) before));
  }

  void assign(Position at, String name, Value value) {
    if (TARGETS.containsKey(name)) {
      targets.put(name, nodes(at, name, value));
    } else if (name.equals(DEALLOCATION)) {
      deallocation = fate(at, value);
    } else if (isService(withDollar(name)) || constant(name).isPresent()) {
      throw FormulaException.invalid(at, name + " cannot be assigned to");
    } else if (value instanceof Metric || value instanceof Fate) {
      own.put(withDollar(name), plain(at, value));
    } else {
      own.put(withDollar(name), value);
    }
  }

  private static Value plain(Position at, Value value) {
    Value number = Operators.number(at, value);
    if (number instanceof Num) {
      return number;
    }
    throw FormulaException.invalid(at, "a variable cannot hold a " + value.type());
  }

  private static double nodes(Position at, String name, Value value) {
    if (Operators.number(at, value) instanceof Num num && Double.isFinite(num.value())) {
      return num.value();
    }
    throw FormulaException.invalid(at, name + " cannot be " + value.text());
  }

  private static NodeDeallocation fate(Position at, Value value) {
    if (value instanceof Fate fate) {
      return fate.value();
    }
    throw FormulaException.invalid(at, DEALLOCATION + " cannot be " + value.text());
  }

  private static boolean isService(String name) {
    return TARGETS.containsKey(name)
        || PoolView.isMetric(name)
        || name.equals(SLOTS)
        || name.equals(DEALLOCATION);
  }

  private static String withDollar(String name) {
    return name.startsWith("$") ? name : "$" + name;
  }

  AutoscaleRun.Targets targets() {
    return new AutoscaleRun.Targets(
        whole(target(DEDICATED)), whole(target(LOW_PRIORITY)), deallocation);
  }

  /** A fraction of a node is cut off, and there are no fewer than none. */
  private static int whole(double nodes) {
    return (int) Math.max(0, nodes);
  }

  /**
   * Returns whether it speaks of dedicated nodes by the old name alone, as before there were
   * others.
   */
  boolean isOfOld() {
    return targets.keySet().equals(Set.of("$TargetDedicated"));
  }

  /** The formula's own variables, by their names with the dollar sign. */
  Map<String, Value> own() {
    return own;
  }
}
