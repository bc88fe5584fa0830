package dev.mayfly.autoscale;

/** A word of a formula; of a string, what is between its quotes. */
record Token(Kind kind, String text, Position at) {

  enum Kind {
    NUMBER,
    STRING,
    NAME,
    SIGN,
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  @Override
  public String toString() {
    return kind == Kind.END ? "the end of the formula" : "'" + text + "'";
  }
}
