package dev.mayfly.console.signin;

/** The right to do something here; each is given for itself, but that operators read as well. */
public enum Role {
  /** Sees jobs, pools and their explanations. */
  READER,
  /** Sends messages to lives and pools: cancel, pause and so on. */
  OPERATOR,
  /** Reads what runners have logged, which may hold anything. */
  LOGS
}
