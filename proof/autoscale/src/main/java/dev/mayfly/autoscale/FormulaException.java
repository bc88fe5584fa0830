package dev.mayfly.autoscale;

/** A fault of a formula, and its place. */
public final class FormulaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kinds of faults, by the codes that the service answers with. */
  public enum Fault {
    /** It does not parse, or is too long, or says what cannot be evaluated. */
    INVALID("AutoScalingFormulaEvaluationError", "Autoscale evaluation failed"),
    /** Fewer samples than the formula demanded: nothing is wrong with the formula itself. */
    INSUFFICIENT_SAMPLES(
        "InsufficientSampleData", "Autoscale evaluation failed due to insufficient sample data");

    final String code;
    final String summary;

    Fault(String code, String summary) {
      this.code = code;
      this.summary = summary;
    }
  }

  private final Fault fault;

  private FormulaException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  static FormulaException invalid(Position at, String what) {
    return new FormulaException(Fault.INVALID, at + ": " + what);
  }

  static FormulaException insufficient(Position at, String set, double wanted, double received) {
    return new FormulaException(
        Fault.INSUFFICIENT_SAMPLES,
        "%s: Insufficient data from data set: %s wanted %.0f%%, received %.0f%%"
            .formatted(at, set, wanted, received));
  }

  public Fault fault() {
    return fault;
  }
}
