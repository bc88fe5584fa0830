package dev.mayfly.autoscale;

import dev.mayfly.autoscale.Value.Num;
import java.util.ArrayList;
import java.util.List;

/** A part of a formula that has a value. */
sealed interface Expression {

  Position at();

  /**
   * @throws FormulaException when it has none.
   */
  Value evaluate(Variables scope);

  record Literal(Position at, Value value) implements Expression {

    @Override
    public Value evaluate(Variables scope) {
      return value;
    }
  }

  record Name(Position at, String name) implements Expression {

    @Override
    public Value evaluate(Variables scope) {
      return scope.read(at, name);
    }
  }

  record ListOf(Position at, List<Expression> elements) implements Expression {

    @Override
    public Value evaluate(Variables scope) {
      return new Value.Vec(Functions.flat(at, all(elements, scope)));
    }
  }

  record Call(Position at, String name, List<Expression> arguments) implements Expression {

    @Override
    public Value evaluate(Variables scope) {
      return new Functions(at, scope).call(name, all(arguments, scope));
    }
  }

  record Field(Position at, Expression of, String name) implements Expression {

    @Override
    public Value evaluate(Variables scope) {
      return Members.field(at, of.evaluate(scope), name);
    }
  }

  record Method(Position at, Expression of, String name, List<Expression> arguments)
      implements Expression {

    @Override
    public Value evaluate(Variables scope) {
      return Members.call(of.at(), of.evaluate(scope), name, all(arguments, scope), scope.now());
    }
  }

  record Prefix(Position at, String sign, Expression operand) implements Expression {

    @Override
    public Value evaluate(Variables scope) {
      return Operators.prefix(at, sign, operand.evaluate(scope));
    }
  }

  record Infix(Position at, String sign, Expression left, Expression right) implements Expression {

    @Override
    public Value evaluate(Variables scope) {
      Value first = left.evaluate(scope);
      if (sign.equals("&&") && !Operators.isTrue(left.at(), first)) {
        return Num.of(false);
      }
      if (sign.equals("||") && Operators.isTrue(left.at(), first)) {
        return Num.of(true);
      }
      return Operators.infix(at, sign, first, right.evaluate(scope));
    }
  }

  record Choice(Position at, Expression condition, Expression yes, Expression no)
      implements Expression {

    /** Only what is chosen: a formula asks for samples only where there are enough. */
    @Override
    public Value evaluate(Variables scope) {
      boolean chosen = Operators.isTrue(condition.at(), condition.evaluate(scope));
      return (chosen ? yes : no).evaluate(scope);
    }
  }

  private static List<Value> all(List<Expression> expressions, Variables scope) {
    List<Value> values = new ArrayList<>();
    expressions.forEach(expression -> values.add(expression.evaluate(scope)));
    return values;
  }
}
