package dev.mayfly.autoscale;

import dev.mayfly.autoscale.Value.Interval;
import dev.mayfly.autoscale.Value.Metric;
import dev.mayfly.autoscale.Value.Num;
import dev.mayfly.autoscale.Value.Text;
import dev.mayfly.autoscale.Value.Timestamp;
import dev.mayfly.autoscale.Value.Vec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleBinaryOperator;

/** The published table of operations; what is not in it is refused. */
final class Operators {

  private Operators() {}

  static boolean isTrue(Position at, Value value) {
    if (number(at, value) instanceof Num condition) {
      return condition.isTrue();
    }
    throw FormulaException.invalid(at, "a condition is a double, not a " + value.type());
  }

  static Value prefix(Position at, String sign, Value operand) {
    Value value = number(at, operand);
    if (value instanceof Num num) {
      return sign.equals("-") ? new Num(-num.value()) : Num.of(!num.isTrue());
    }
    if (sign.equals("-") && value instanceof Interval interval) {
      return new Interval(interval.value().negated());
    }
    throw FormulaException.invalid(at, "there is no " + sign + " of a " + value.type());
  }

  static Value infix(Position at, String sign, Value first, Value second) {
    Value left = number(at, first);
    Value right = number(at, second);
    return switch (sign) {
      case "+", "-", "*", "/" ->
          calculate(sign, left, right, at).orElseThrow(() -> unknown(at, sign, left, right));
      case "&&", "||" -> Num.of(isTrue(at, right));
      default -> Num.of(compared(at, sign, left, right));
    };
  }

  private static Optional<Value> calculate(String sign, Value left, Value right, Position at) {
    if (left instanceof Num a && right instanceof Num b) {
      return Optional.of(new Num(arithmetic(sign).applyAsDouble(a.value(), b.value())));
    }
    if (left instanceof Vec a) {
      return componentwise(sign, a, right, at);
    }
    return switch (sign) {
      case "+" -> sum(left, right);
      case "-" -> difference(left, right);
      case "*" -> product(left, right);
      default ->
          left instanceof Interval a && right instanceof Num b
              ? Optional.of(a.times(1 / b.value()))
              : Optional.empty();
    };
  }

  private static DoubleBinaryOperator arithmetic(String sign) {
    return switch (sign) {
      case "+" -> Double::sum;
      case "-" -> (a, b) -> a - b;
      case "*" -> (a, b) -> a * b;
      default -> (a, b) -> a / b;
    };
  }

  private static Optional<Value> componentwise(String sign, Vec left, Value right, Position at) {
    if (!(right instanceof Num) && !(right instanceof Vec)) {
      return Optional.empty();
    }
    if (right instanceof Vec other && other.values().size() != left.values().size()) {
      throw FormulaException.invalid(at, "the vectors differ in length");
    }
    List<Double> results = new ArrayList<>();
    for (int i = 0; i < left.values().size(); i++) {
      double operand = right instanceof Vec other ? other.values().get(i) : ((Num) right).value();
      results.add(arithmetic(sign).applyAsDouble(left.values().get(i), operand));
    }
    return Optional.of(new Vec(results));
  }

  private static Optional<Value> sum(Value left, Value right) {
    if (left instanceof Interval a && right instanceof Interval b) {
      return Optional.of(new Interval(a.value().plus(b.value())));
    }
    if (left instanceof Timestamp a && right instanceof Interval b) {
      return Optional.of(new Timestamp(a.value().plus(b.value())));
    }
    return left instanceof Interval && right instanceof Timestamp
        ? sum(right, left)
        : Optional.empty();
  }

  private static Optional<Value> difference(Value left, Value right) {
    if (left instanceof Interval a && right instanceof Interval b) {
      return Optional.of(new Interval(a.value().minus(b.value())));
    }
    return left instanceof Timestamp a && right instanceof Timestamp b
        ? Optional.of(new Interval(Duration.between(b.value(), a.value())))
        : Optional.empty();
  }

  private static Optional<Value> product(Value left, Value right) {
    if (left instanceof Interval a && right instanceof Num b) {
      return Optional.of(a.times(b.value()));
    }
    return left instanceof Num && right instanceof Interval
        ? product(right, left)
        : Optional.empty();
  }

  private static boolean compared(Position at, String sign, Value left, Value right) {
    int order = order(left, right).orElseThrow(() -> unknown(at, sign, left, right));
    return switch (sign) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      case "==" -> order == 0;
      default -> order != 0;
    };
  }

  private static OptionalInt order(Value left, Value right) {
    if (left instanceof Num a && right instanceof Num b) {
      // Not Double.compare, to which 0 and -0 differ.
      return OptionalInt.of(a.value() == b.value() ? 0 : Double.compare(a.value(), b.value()));
    }
    if (left instanceof Text a && right instanceof Text b) {
      return OptionalInt.of(a.value().compareTo(b.value()));
    }
    if (left instanceof Timestamp a && right instanceof Timestamp b) {
      return OptionalInt.of(a.value().compareTo(b.value()));
    }
    return left instanceof Interval a && right instanceof Interval b
        ? OptionalInt.of(a.value().compareTo(b.value()))
        : OptionalInt.empty();
  }

  /** Of a count of nodes its last sample, as the published examples use it; else what it is. */
  static Value number(Position at, Value value) {
    if (value instanceof Metric metric && PoolView.COUNTS.contains(metric.name())) {
      List<Double> last = metric.samples().last(1);
      if (last.isEmpty()) {
        throw FormulaException.insufficient(at, metric.name(), 100, 0);
      }
      return new Num(last.get(0));
    }
    return value;
  }

  private static FormulaException unknown(Position at, String sign, Value left, Value right) {
    return FormulaException.invalid(
        at, "there is no " + left.type() + " " + sign + " " + right.type());
  }
}
