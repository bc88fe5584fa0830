package dev.mayfly.autoscale;

import dev.mayfly.autoscale.Value.Num;
import dev.mayfly.autoscale.Value.Text;
import dev.mayfly.autoscale.Value.Timestamp;
import dev.mayfly.autoscale.Value.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** The predefined functions, called at one place of a formula. */
record Functions(Position at, Variables scope) {

  Value call(String name, List<Value> arguments) {
    return switch (name) {
      case "avg", "max", "min", "norm", "range", "std" ->
          new Num(Statistics.of(name, filled(name, arguments)));
      case "len" -> new Num(flat(at, arguments).size());
      case "sum" -> new Num(flat(at, arguments).stream().mapToDouble(x -> x).sum());
      case "lg" -> each(arguments, x -> Math.log(x) / Math.log(2));
      case "ln" -> each(arguments, Math::log);
      case "log" -> each(arguments, Math::log10);
      case "ceil" -> each(arguments, Math::ceil);
      case "floor" -> each(arguments, Math::floor);
      // Halves go away from zero, unlike in Java.
      case "round" -> each(arguments, x -> Math.copySign(Math.floor(Math.abs(x) + 0.5), x));
      case "vec" -> new Vec(flat(at, arguments));
      case "percentile" -> percentile(arguments);
      case "val" -> element(arguments);
      case "rand" -> new Num(chance(arguments));
      case "time" -> time(arguments);
      case "stop" -> stop(arguments);
      default -> throw FormulaException.invalid(at, "unknown function " + name);
    };
  }

  /** One vector of doubles and vectors. */
  static List<Double> flat(Position at, List<Value> values) {
    List<Double> all = new ArrayList<>();
    for (Value value : values) {
      Value plain = Operators.number(at, value);
      if (plain instanceof Num num) {
        all.add(num.value());
      } else if (plain instanceof Vec vec) {
        all.addAll(vec.values());
      } else {
        throw FormulaException.invalid(
            at, "a double or a doubleVec is expected, not " + value.type());
      }
    }
    return all;
  }

  private List<Double> filled(String name, List<Value> arguments) {
    List<Double> values = flat(at, arguments);
    if (values.isEmpty()) {
      throw FormulaException.invalid(at, name + " of no values");
    }
    return values;
  }

  private Value each(List<Value> arguments, DoubleUnaryOperator function) {
    List<Double> results = new ArrayList<>();
    flat(at, arguments).forEach(value -> results.add(function.applyAsDouble(value)));
    boolean single = arguments.size() == 1 && !(arguments.get(0) instanceof Vec);
    return single ? new Num(results.get(0)) : new Vec(results);
  }

  private Num percentile(List<Value> arguments) {
    expect(arguments, 2);
    List<Double> sorted = filled("percentile", arguments.subList(0, 1)).stream().sorted().toList();
    double percent = flat(at, arguments.subList(1, 2)).get(0);
    if (!(percent >= 0 && percent <= 100)) {
      throw FormulaException.invalid(at, "a percentile is from 0 to 100, not " + percent);
    }
    // "The percentile element": the nearest rank, no mean of two.
    int rank = (int) Math.ceil(percent / 100 * sorted.size());
    return new Num(sorted.get(Math.max(0, rank - 1)));
  }

  private Num element(List<Value> arguments) {
    expect(arguments, 2);
    List<Double> vector = flat(at, arguments.subList(0, 1));
    double index = flat(at, arguments.subList(1, 2)).get(0);
    if (!(index >= 0 && index < vector.size())) {
      throw FormulaException.invalid(
          at, "there is no element " + new Num(index).text() + " of " + vector.size());
    }
    return new Num(vector.get((int) index));
  }

  private double chance(List<Value> arguments) {
    expect(arguments, 0);
    return scope.random();
  }

  private Value time(List<Value> arguments) {
    if (arguments.isEmpty()) {
      return new Timestamp(scope.now());
    }
    expect(arguments, 1);
    if (arguments.get(0) instanceof Text text) {
      return text.value().isEmpty()
          ? new Timestamp(scope.now())
          : new Timestamp(Times.parse(at, text.value()));
    }
    throw FormulaException.invalid(at, "time takes a string, not a " + arguments.get(0).type());
  }

  private Value stop(List<Value> arguments) {
    expect(arguments, 0);
    scope.stop();
    return new Num(0);
  }

  private void expect(List<Value> arguments, int count) {
    if (arguments.size() != count) {
      throw FormulaException.invalid(
          at, count + " arguments are expected, not " + arguments.size());
    }
  }
}
