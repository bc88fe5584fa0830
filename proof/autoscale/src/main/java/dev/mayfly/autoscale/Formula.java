package dev.mayfly.autoscale;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An autoscale formula that parses. What Microsoft's documentation does not settle is settled here:
 * operators bind as in C, {@code &&}, {@code ||} and {@code ?:} evaluate no more than they need,
 * and a fraction of a node is cut off. Rule batch-formula.
 */
public final class Formula {

  /** Characters, and statements, that the service takes at most. */
  static final int LONGEST = 8192;

  static final int MOST_STATEMENTS = 100;

  /**
   * A step of it.
   *
   * @param target the variable that it assigns to, absent for {@code stop()} and the like.
   */
  record Statement(Position at, @Nullable String target, Expression value) {}

  private final List<Statement> statements;

  private Formula(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * @throws FormulaException when it does not parse.
   */
  public static Formula parse(String text) {
    Position start = new Position(1, 1);
    if (text.length() > LONGEST) {
      throw FormulaException.invalid(
          start, "the formula has " + text.length() + " characters, more than " + LONGEST);
    }
    List<Statement> statements = new Parser(new Lexer(text).tokens()).statements();
    if (statements.isEmpty() || statements.size() > MOST_STATEMENTS) {
      throw FormulaException.invalid(
          start, "a formula has 1 to " + MOST_STATEMENTS + " statements, not " + statements.size());
    }
    return new Formula(statements);
  }

  /** Parses and evaluates; what is wrong is in the result, as in the service's answer. */
  public static AutoscaleRun evaluate(String text, PoolView pool) {
    try {
      return parse(text).evaluate(pool);
    } catch (FormulaException e) {
      return AutoscaleRun.failed(pool, e);
    }
  }

  /** Changes nothing; the same pool gives the same result. */
  public AutoscaleRun evaluate(PoolView pool) {
    Variables scope = new Variables(pool);
    try {
      for (Statement statement : statements) {
        Value value = statement.value().evaluate(scope);
        if (scope.isStopped()) {
          break;
        }
        if (statement.target() != null) {
          scope.assign(statement.at(), statement.target(), value);
        }
      }
    } catch (FormulaException e) {
      return AutoscaleRun.failed(pool, e);
    }
    return AutoscaleRun.of(scope);
  }
}
