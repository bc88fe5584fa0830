package dev.mayfly.autoscale;

/** Where something stands in a formula, as the service counts: both from 1. */
record Position(int line, int column) {

  @Override
  public String toString() {
    return "Line " + line + ", Col " + column;
  }
}
