package dev.mayfly.gateway.http;

/** A request's right under one of the limits, until it is closed. */
@FunctionalInterface
public interface Permit extends AutoCloseable {

  @Override
  void close();
}
