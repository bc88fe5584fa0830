package dev.mayfly.autoscale;

import dev.mayfly.autoscale.Formula.Statement;
import dev.mayfly.autoscale.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads statements; a level of binding is a row of {@link #LEVELS}. */
final class Parser {

  private static final List<List<String>> LEVELS =
      List.of(
          List.of("||"),
          List.of("&&"),
          List.of("==", "!="),
          List.of("<", "<=", ">", ">="),
          List.of("+", "-"),
          List.of("*", "/"));

  // A formula of 8,192 opening brackets must not overflow the stack.
  private static final int DEEPEST = 100;

  private final List<Token> tokens;
  private int next;
  private int depth;

  Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  List<Statement> statements() {
    List<Statement> statements = new ArrayList<>();
    while (!isEnd()) {
      statements.add(statement());
      if (!isEnd()) {
        expect(";");
      }
    }
    return statements;
  }

  private Statement statement() {
    Token first = peek();
    if (first.kind() == Kind.NAME && tokens.get(next + 1).is("=")) {
      next += 2;
      return new Statement(first.at(), first.text(), expression());
    }
    return new Statement(first.at(), null, expression());
  }

  private Expression expression() {
    if (++depth > DEEPEST) {
      throw FormulaException.invalid(peek().at(), "nested deeper than " + DEEPEST);
    }
    Expression condition = binary(0);
    Position at = peek().at();
    Expression whole = condition;
    if (take("?")) {
      Expression yes = expression();
      expect(":");
      whole = new Expression.Choice(at, condition, yes, expression());
    }
    depth--;
    return whole;
  }

  private Expression binary(int level) {
    if (level == LEVELS.size()) {
      return prefix();
    }
    Expression left = binary(level + 1);
    while (peek().kind() == Kind.SIGN && LEVELS.get(level).contains(peek().text())) {
      Token sign = take();
      left = new Expression.Infix(sign.at(), sign.text(), left, binary(level + 1));
    }
    return left;
  }

  private Expression prefix() {
    List<Token> signs = new ArrayList<>();
    while (peek().is("-") || peek().is("!")) {
      signs.add(0, take());
    }
    if (signs.size() > DEEPEST) {
      throw FormulaException.invalid(peek().at(), "more than " + DEEPEST + " signs");
    }
    Expression value = postfix();
    for (Token sign : signs) {
      value = new Expression.Prefix(sign.at(), sign.text(), value);
    }
    return value;
  }

  private Expression postfix() {
    Expression value = primary();
    while (take(".")) {
      Token name = name();
      value =
          take("(")
              ? new Expression.Method(name.at(), value, name.text(), list(")"))
              : new Expression.Field(name.at(), value, name.text());
    }
    return value;
  }

  private Expression primary() {
    Token token = take();
    return switch (token.kind()) {
      case NUMBER ->
          new Expression.Literal(token.at(), new Value.Num(Double.parseDouble(token.text())));
      case STRING -> new Expression.Literal(token.at(), new Value.Text(token.text()));
      case NAME ->
          take("(")
              ? new Expression.Call(token.at(), token.text(), list(")"))
              : new Expression.Name(token.at(), token.text());
      case SIGN -> bracket(token);
      case END -> throw unexpected(token);
    };
  }

  private Expression bracket(Token token) {
    if (token.is("[")) {
      return new Expression.ListOf(token.at(), list("]"));
    }
    if (!token.is("(")) {
      throw unexpected(token);
    }
    Expression inner = expression();
    expect(")");
    return inner;
  }

  private List<Expression> list(String end) {
    List<Expression> elements = new ArrayList<>();
    if (take(end)) {
      return elements;
    }
    do {
      elements.add(expression());
    } while (take(","));
    expect(end);
    return elements;
  }

  private Token name() {
    Token token = take();
    if (token.kind() != Kind.NAME) {
      throw unexpected(token);
    }
    return token;
  }

  private Token peek() {
    return tokens.get(next);
  }

  private boolean isEnd() {
    return peek().kind() == Kind.END;
  }

  private Token take() {
    Token token = peek();
    if (!isEnd()) {
      next++;
    }
    return token;
  }

  private boolean take(String sign) {
    boolean found = peek().is(sign);
    if (found) {
      next++;
    }
    return found;
  }

  private void expect(String sign) {
    if (!take(sign)) {
      throw FormulaException.invalid(peek().at(), "'" + sign + "' expected before " + peek());
    }
  }

  private static FormulaException unexpected(Token token) {
    return FormulaException.invalid(token.at(), "unexpected " + token);
  }
}
