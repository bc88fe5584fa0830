package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerLife;
import dev.mayfly.workflows.temporal.OperatorRequest;

/** A signal to a life, as data: by its name, with a job's event or an operator's request. */
record Message(String name, Object of) {

  void to(RunnerLife life) {
    switch (name) {
      case "queued" -> life.messages().queued();
      case "waiting" -> life.messages().waiting();
      case "in_progress" -> life.messages().inProgress((JobEvent) of);
      case "completed" -> life.messages().completed((JobEvent) of);
      case "cancel" -> life.messages().cancel((OperatorRequest) of);
      case "reprovision" -> life.messages().reprovision();
      default -> throw new AssertionError(name);
    }
  }
}
