package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What jobs and tasks may be called. */
final class Ids {

  private Ids() {}

  static String of(ObjectNode body) {
    String id = Json.text(body, "id");
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw BatchError.invalid("id", "1 to 64 letters, digits, - and _ are expected");
    }
    return id;
  }
}
