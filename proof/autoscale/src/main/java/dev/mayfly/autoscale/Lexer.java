package dev.mayfly.autoscale;

import dev.mayfly.autoscale.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a formula into words, without its comments. */
final class Lexer {

  private static final Pattern WORD =
      Pattern.compile(
          "(?<space>\\s+|//[^\\n]*)"
              + "|(?<number>[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
              // No escapes: a formula with a backslash in it is refused by the service.
              + "|\"(?<string>[^\"\\\\\\n]*)\""
              + "|(?<name>\\$?[A-Za-z_][A-Za-z0-9_]*)"
              + "|(?<sign>&&|\\|\\||[<>=!]=|[-+*/<>!?:;=.,()\\[\\]])");

  private final String formula;
  private int line = 1;
  private int lineStart;

  Lexer(String formula) {
    this.formula = formula;
  }

  List<Token> tokens() {
    List<Token> tokens = new ArrayList<>();
    Matcher word = WORD.matcher(formula);
    int next = 0;
    while (next < formula.length()) {
      if (!word.find(next) || word.start() != next) {
        throw FormulaException.invalid(at(next), "unexpected '" + formula.charAt(next) + "'");
      }
      if (word.group("space") == null) {
        tokens.add(token(word, at(next)));
      }
      countLines(word);
      next = word.end();
    }
    tokens.add(new Token(Kind.END, "", at(next)));
    return tokens;
  }

  private static Token token(Matcher word, Position at) {
    if (word.group("number") != null) {
      return new Token(Kind.NUMBER, word.group("number"), at);
    }
    if (word.group("string") != null) {
      return new Token(Kind.STRING, word.group("string"), at);
    }
    return word.group("name") != null
        ? new Token(Kind.NAME, word.group("name"), at)
        : new Token(Kind.SIGN, word.group("sign"), at);
  }

  private Position at(int index) {
    return new Position(line, index - lineStart + 1);
  }

  private void countLines(Matcher word) {
    for (int i = word.start(); i < word.end(); i++) {
      if (formula.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
  }
}
