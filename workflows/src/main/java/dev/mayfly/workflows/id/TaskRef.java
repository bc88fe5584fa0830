package dev.mayfly.workflows.id;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One Batch task: the Batch job it is in, and its id, which is the runner's name. */
public record TaskRef(BatchJobId batchJob, RunnerName task) {

  private static final Pattern ADDRESS = Pattern.compile("https?://.+/jobs/([^/]+)/tasks/([^/]+)");

  public TaskRef {
    requireNonNull(batchJob, "batchJob");
    requireNonNull(task, "task");
  }

  /**
   * Returns the task of ours that is at an address of Batch's; empty: it is none.
   *
   * @param address as {@link #at} makes it; absent: the task is not made.
   */
  public static Optional<TaskRef> parse(@Nullable String address) {
    Matcher parts = ADDRESS.matcher(address == null ? "" : address);
    return parts.matches()
        ? BatchJobId.parse(parts.group(1))
            .flatMap(job -> RunnerName.parse(parts.group(2)).map(name -> new TaskRef(job, name)))
        : Optional.empty();
  }

  /**
   * Returns the task's address, as Batch's data plane has it.
   *
   * @param account the account's address.
   */
  public String at(String account) {
    return account.replaceFirst("/+$", "") + "/jobs/" + batchJob + "/tasks/" + task;
  }
}
