package dev.mayfly.worker.watch;

/** Which of a life's waiting steps a wait is. */
enum Stage {
  START,
  ONLINE,
  COMPLETION,
  OTHER
}
