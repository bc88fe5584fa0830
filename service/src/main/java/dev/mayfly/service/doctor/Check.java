package dev.mayfly.service.doctor;

/** One question to the world outside, which changes nothing there. */
@FunctionalInterface
public interface Check {

  /** Asks, and blocks meanwhile; what it throws is a fault as well. */
  Finding make();
}
