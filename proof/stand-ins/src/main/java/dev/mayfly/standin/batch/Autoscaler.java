package dev.mayfly.standin.batch;

import dev.mayfly.autoscale.AutoscaleRun;
import dev.mayfly.autoscale.Formula;
import dev.mayfly.autoscale.FormulaException;
import dev.mayfly.autoscale.PoolView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets formulas decide how big pools are. As with the service, enabling does not evaluate: the
 * first evaluation is an interval later, and a sample takes a minute until a formula sees it.
 */
final class Autoscaler {

  // Rule batch-autoscale-interval.
  private static final Duration SHORTEST = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration USUAL = Duration.ofMinutes(15);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  // What the service takes; see the swagger's autoScaleFormula.
  private static final int LONGEST_FORMULA = 8192;

  private final Account account;
  private final Resizes resizes;

  Autoscaler(Account account, Resizes resizes) {
    this.account = account;
    this.resizes = resizes;
  }

  /** Keeps what is absent as it is; without a formula so far it is required. */
  Autoscale enable(PoolEntry pool, @Nullable String formula, @Nullable Duration interval) {
    Resizes.refuseUnlessSteady(pool);
    Optional<Autoscale> before = pool.autoscale();
    before.ifPresent(this::refuseInHaste);
    String text =
        formula == null
            ? before.map(it -> it.formula).orElseThrow(() -> BatchError.missing("autoScaleFormula"))
            : checked(formula);
    Duration every = interval == null ? before.map(it -> it.interval).orElse(USUAL) : interval;
    if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
      throw BatchError.invalid("autoScaleEvaluationInterval", "5 minutes to 168 hours");
    }
    Autoscale autoscale = new Autoscale(text, every, account.clock().instant());
    pool.autoscale(autoscale);
    account.clock().later(every, () -> evaluate(pool, autoscale));
    sample(pool, autoscale);
    return autoscale;
  }

  /** For a pool that is being made: it has its first size from the formula at once. */
  void begin(PoolEntry pool, String formula, @Nullable Duration interval) {
    apply(pool, enable(pool, formula, interval));
  }

  private void refuseInHaste(Autoscale before) {
    if (before.enabled.plus(PAUSE).isAfter(account.clock().instant())) {
      throw new BatchError(
          409,
          "TooManyEnableAutoScaleRequests",
          "Automatic scaling of a pool cannot be enabled more than once every 30 seconds.");
    }
  }

  private static String checked(String formula) {
    try {
      Formula unused = Formula.parse(bounded(formula));
      return formula;
    } catch (FormulaException e) {
      throw new BatchError(
              400,
              "AutoScalingFormulaSyntaxError",
              "The specified autoscale formula has a syntax error.")
          .with("Message", String.valueOf(e.getMessage()));
    }
  }

  /**
   * @throws BatchError when it is longer than the service takes.
   */
  static String bounded(String formula) {
    if (formula.length() > LONGEST_FORMULA) {
      throw new BatchError(
          400, "AutoScaleFormulaTooLong", "The specified autoscale formula is too long.");
    }
    return formula;
  }

  /** The pool stays as big as it is. */
  void disable(PoolEntry pool) {
    pool.autoscale(null);
    pool.states.touch();
  }

  /** Returns what a formula would come to now; nothing changes. */
  AutoscaleRun tryOut(PoolEntry pool, String formula) {
    if (pool.autoscale().isEmpty()) {
      throw new BatchError(
          409,
          "OperationInvalidForCurrentState",
          "Automatic scaling is not enabled on the specified pool.");
    }
    return Formula.evaluate(formula, view(pool));
  }

  private void evaluate(PoolEntry pool, Autoscale autoscale) {
    if (isCurrent(pool, autoscale)) {
      apply(pool, autoscale);
      account.clock().later(autoscale.interval, () -> evaluate(pool, autoscale));
    }
  }

  private void apply(PoolEntry pool, Autoscale autoscale) {
    AutoscaleRun run = Formula.evaluate(autoscale.formula, view(pool));
    autoscale.ran(run);
    Allocation.Size target =
        new Allocation.Size(run.targets().dedicated(), run.targets().lowPriority());
    boolean changes = run.error() == null && !target.equals(pool.allocation.target());
    if (changes && pool.allocation.isSteady()) {
      resizes.resize(pool, new PoolSize(target, Allocation.TIMEOUT, run.targets().deallocation()));
    }
  }

  private void sample(PoolEntry pool, Autoscale autoscale) {
    if (isCurrent(pool, autoscale)) {
      pool.measurements.take(account.clock().instant(), pool, account);
      account.clock().later(Measurements.PERIOD, () -> sample(pool, autoscale));
    }
  }

  private static boolean isCurrent(PoolEntry pool, Autoscale autoscale) {
    return pool.autoscale().filter(current -> current == autoscale).isPresent();
  }

  private PoolView view(PoolEntry pool) {
    Instant now = account.clock().instant();
    Allocation.Size target = pool.allocation.target();
    return new PoolView(
        now,
        target.dedicated(),
        target.lowPriority(),
        pool.slotsPerNode(),
        pool.measurements.visible(now),
        now.toEpochMilli());
  }
}
