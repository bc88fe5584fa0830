package dev.mayfly.console.logs;

import dev.mayfly.console.jobs.Refusal;
import dev.mayfly.workflows.id.TaskRef;
import java.io.IOException;
import java.util.Set;

/**
 * An answer of Batch, and what its refusal means to the one who wants to read a log. The codes are
 * those of Microsoft's page "Batch Status and Error Codes". Rule batch-task-files.
 *
 * @param account the account's address.
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record BatchAnswer(String account, int status, byte[] content) {

  private static final Set<String> GONE =
      Set.of(
          "JobNotFound",
          "TaskNotFound",
          "NodeNotFound",
          "TaskFilesUnavailable",
          "TaskFilesCleanedup");

  /** There was no answer; the message is a client's of ours, without a secret. */
  static Refusal none(String account, IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new Refusal(
        Refusal.Kind.UNAVAILABLE, "Batch at " + account + " does not answer: " + why);
  }

  /**
   * Returns what was asked for.
   *
   * @throws Refusal when it is a refusal.
   */
  byte[] body(TaskRef task) {
    if (status >= 300) {
      throw refusal(task);
    }
    return content;
  }

  private Refusal refusal(TaskRef task) {
    String code = TaskFiles.json(content).path("code").asText("");
    if (GONE.contains(code)) {
      return new Refusal(
          Refusal.Kind.LOG_GONE,
          "the log of "
              + task.task()
              + " is gone ("
              + code
              + "): it lives on the node as long as the task does, and Mayfly removes that when the"
              + " runner has left; to keep the next one, quarantine the job while it runs");
    }
    if (status == 404) {
      return new Refusal(
          Refusal.Kind.NO_LOG, "the node has not made this file of " + task.task() + " yet");
    }
    return new Refusal(Refusal.Kind.UNAVAILABLE, "Batch at " + account + " " + refuses(code));
  }

  // Which role it needs: Rule azure-batch-reader.
  private String refuses(String code) {
    String answer = (status + " " + code).strip();
    return status == 401 || status == 403
        ? "refuses this console ("
            + answer
            + "): give its identity the role Azure Batch Account Reader on the account, or batch.key"
            + " the account's key of today"
        : "gives no file now (" + answer + "): try again later";
  }
}
