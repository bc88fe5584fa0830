package dev.mayfly.standin.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code docker create} of a task, as the node agent is documented to make it: with the task's
 * user, its environment, the mounts and the directory that it asks for, and its run options
 * (Microsoft Learn: batch-docker-container-workloads, Container settings for the task;
 * batch-container-isolation-task, Run a container isolation task). A task's own command line is
 * ignored: the product's is empty, which means the image's entrypoint (Container task command
 * line). Rule batch-command-line. Rule batch-run-options.
 */
record Creation(ContainerOrder order, DockerEngine.Settings settings) {

  private static final String ADMINISTRATOR = "0:0";

  /** Returns the image as Docker knows it. */
  String image() {
    return reference().get(0);
  }

  private List<String> reference() {
    return settings.images().getOrDefault(order.image(), List.of(order.image()));
  }

  /** Returns the arguments, which everybody on the machine can read: no value of a variable. */
  List<String> words(Mark mark) {
    List<String> words = new ArrayList<>(List.of("create", "--name", order.name()));
    words.addAll(List.of("--label", mark.label()));
    words.addAll(List.of("--env-file", "/dev/stdin"));
    words.addAll(List.of("--user", user()));
    if (!order.isolated()) {
      // All of AZ_BATCH_NODE_ROOT_DIR there, by the same path; here there is but the task's.
      words.addAll(List.of("--volume", order.directory() + ":" + order.directory()));
    }
    if (!order.imageDirectory()) {
      words.addAll(List.of("--workdir", order.workingDirectory().toString()));
    }
    // The later one counts where both have it, but a network may be named once.
    settings.options().stream().filter(it -> !order.options().contains(it)).forEach(words::add);
    words.addAll(order.options());
    words.addAll(program());
    return words;
  }

  /**
   * "For Linux, Batch will map the user/group permission to the container", as root with the
   * elevation admin. Rule batch-user-of-the-task.
   */
  private String user() {
    return order.admin() ? ADMINISTRATOR : settings.user() + ":" + settings.user();
  }

  private List<String> program() {
    List<String> reference = reference();
    List<String> words = new ArrayList<>();
    if (reference.size() > 1) {
      words.addAll(List.of("--entrypoint", reference.get(1)));
    }
    words.add(image());
    words.addAll(reference.subList(Math.min(2, reference.size()), reference.size()));
    return words;
  }

  /** Returns the environment, a line for each variable. */
  String variables() throws Unstartable {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> variable : environment().entrySet()) {
      String line = variable.getKey() + "=" + variable.getValue();
      if (line.contains("\n")) {
        throw Unstartable.settings("a line break in the value of " + variable.getKey());
      }
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  /**
   * "Any unselected data paths have their associated environment variables removed." Rule
   * batch-node-variables.
   */
  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(order.environment());
    if (!order.isolated()) {
      environment.put("AZ_BATCH_TASK_DIR", order.directory().toString());
      environment.put("AZ_BATCH_TASK_WORKING_DIR", order.workingDirectory().toString());
    }
    return environment;
  }
}
