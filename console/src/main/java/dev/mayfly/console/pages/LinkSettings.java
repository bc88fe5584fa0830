package dev.mayfly.console.pages;

import dev.mayfly.workflows.id.TaskRef;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code links}: pages of others that ours lead to.
 *
 * @param batch the address of a Batch task's page, or of its account's; {@code {job}} and {@code
 *     {task}} in it become the ids of Batch. Absent: tasks are text.
 */
public record LinkSettings(@Nullable String batch) {

  /** Leads nowhere. */
  public static final LinkSettings NONE = new LinkSettings(null);

  private static final Pattern TEMPLATE = Pattern.compile("https?://[^\\s{}<>\"]+");

  /**
   * Tells what is wrong.
   *
   * @param path where the section is.
   */
  public void check(String path, BiConsumer<String, String> error) {
    if (batch != null && !TEMPLATE.matcher(filled(batch, "j", "t")).matches()) {
      error.accept(
          path + ".batch", "must be an address (https://…), in which {job} and {task} may stand");
    }
  }

  /**
   * Returns the address of a task's page; absent: none is configured.
   *
   * @param address the task's at Batch; absent: it is not made.
   */
  @Nullable String task(@Nullable String address) {
    Optional<TaskRef> task = TaskRef.parse(address);
    return batch == null || task.isEmpty()
        ? null
        : filled(batch, task.get().batchJob().toString(), task.get().task().toString());
  }

  private static String filled(String template, String job, String task) {
    return template.replace("{job}", job).replace("{task}", task);
  }
}
