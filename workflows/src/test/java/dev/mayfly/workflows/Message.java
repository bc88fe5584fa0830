package dev.mayfly.workflows;

/** A signal to a life, as data: by its name, with a job's event or an operator's request. */
record Message(String name, Object of) {

  void to(RunnerLife life) {
    switch (name) {
      case "queued" -> life.queued();
      case "waiting" -> life.waiting();
      case "in_progress" -> life.inProgress((JobEvent) of);
      case "completed" -> life.completed((JobEvent) of);
      case "cancel" -> life.cancel((OperatorRequest) of);
      case "reprovision" -> life.reprovision();
      default -> throw new AssertionError(name);
    }
  }
}
