package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Why a task failed, as Batch puts it. */
final class TaskFailures {

  private TaskFailures() {}

  static ObjectNode of(String code, String message) {
    return Json.object().put("category", "UserError").put("code", code).put("message", message);
  }

  static ObjectNode ofImage(String code, String message, String image) {
    ObjectNode why = of(code, message);
    why.putArray("details").addObject().put("name", "ContainerImage").put("value", image);
    return why;
  }

  static ObjectNode ofExit(int code) {
    String message = "The task exited with an exit code representing a failure";
    ObjectNode why = of("FailureExitCode", message);
    why.putArray("details")
        .add(Json.object().put("name", "Message").put("value", message))
        .add(
            Json.object()
                .put("name", "AdditionalErrorCode")
                .put("value", "FailureExitCode " + code));
    return why;
  }
}
