package dev.mayfly.local;

import dev.mayfly.local.chaos.Chaos;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the demo is asked to do.
 *
 * @param jobs how many jobs of the workflow file are queued; the file is queued again until there
 *     are so many.
 * @param keep stay up afterwards.
 * @param workflowFile the file to queue; absent: the shipped one.
 * @param payloadFile a recorded webhook to send instead.
 * @param labels what the recorded job asks for instead of its own labels.
 * @param chaos let deliveries and tasks fail by chance.
 * @param seed what chance depends on; absent: another one each time.
 * @param lostQueued with chaos, how many percent of {@code queued} are lost without trace.
 * @param webhooks whether the forge sends any.
 * @param app whether the worker signs in as a GitHub App, not by a token.
 * @param azureDevOps whether the forge is an Azure DevOps, whose pipelines ask for agents.
 */
public record DemoOptions(
    int jobs,
    boolean keep,
    @Nullable Path workflowFile,
    @Nullable Path payloadFile,
    List<String> labels,
    boolean chaos,
    @Nullable Long seed,
    int lostQueued,
    boolean webhooks,
    boolean app,
    boolean azureDevOps) {

  static final String USAGE =
      """
      usage: ./mayfly demo [--jobs N] [--keep] [--workflow FILE] [--no-webhooks] [--app]
             ./mayfly demo --azure-devops [--jobs N] [--keep] [--workflow FILE]
             ./mayfly demo --chaos [--seed N] [--lost-queued P] [--jobs N] [--keep] [--workflow FILE]
             ./mayfly demo --payload FILE [--labels A,B] [--keep]
        --jobs N          how many jobs to queue, 1 to 1000; default 3
        --keep            leave everything running afterwards, and say what to open
        --workflow FILE   a GitHub workflow file; default: examples/workflow.yml
        --chaos           lose deliveries, let tasks die, and count what became of the jobs
        --seed N          with --chaos: the same faults again
        --lost-queued P   with --chaos: so many percent of the jobs are never told of; default %d
        --no-webhooks     the forge never tells of anything; what is queued must be found
        --app             the worker signs in as a GitHub App, not by a token
        --azure-devops    the forge is an Azure DevOps, whose pipelines ask for agents
        --payload FILE    send this recorded workflow_job payload through the same path
        --labels A,B      what the recorded job asks for instead of its own labels\
      """
          .formatted(Chaos.LOST_WITHOUT_TRACE);

  private static final int MOST_JOBS = 1000;

  public static DemoOptions parse(List<String> words) {
    Deque<String> left = new ArrayDeque<>(words);
    Integer jobs = null;
    boolean keep = false;
    Path workflow = null;
    Path payload = null;
    List<String> labels = List.of();
    boolean chaos = false;
    Long seed = null;
    Integer lostQueued = null;
    boolean webhooks = true;
    boolean app = false;
    boolean azureDevOps = false;
    while (!left.isEmpty()) {
      String option = left.removeFirst();
      switch (option) {
        case "--keep" -> keep = true;
        case "--chaos" -> chaos = true;
        case "--no-webhooks" -> webhooks = false;
        case "--app" -> app = true;
        case "--azure-devops" -> azureDevOps = true;
        case "--lost-queued" -> lostQueued = percent(value(option, left));
        case "--seed" -> seed = seed(value(option, left));
        case "--jobs" -> jobs = number(value(option, left));
        case "--workflow" -> workflow = Path.of(value(option, left));
        case "--payload" -> payload = Path.of(value(option, left));
        case "--labels" -> labels = labels(value(option, left));
        default -> throw new IllegalArgumentException("not understood: " + option + "\n" + USAGE);
      }
    }
    check(seed == null || chaos, "--seed goes with --chaos");
    check(lostQueued == null || chaos, "--lost-queued goes with --chaos");
    check(webhooks || !chaos, "--no-webhooks and --chaos exclude each other");
    check(!azureDevOps || !chaos, "--azure-devops and --chaos exclude each other");
    check(
        webhooks || !azureDevOps,
        "--azure-devops and --no-webhooks exclude each other: it has none as it is");
    check(!azureDevOps || !app, "--azure-devops and --app exclude each other: it has no Apps");
    int lost = lostQueued == null ? Chaos.LOST_WITHOUT_TRACE : lostQueued;
    if (payload == null) {
      check(labels.isEmpty(), "--labels goes with --payload");
      int all = jobs == null ? 3 : jobs;
      return new DemoOptions(
          all, keep, workflow, null, List.of(), chaos, seed, lost, webhooks, app, azureDevOps);
    }
    check(workflow == null, "--payload and --workflow exclude each other");
    check(jobs == null, "--payload and --jobs exclude each other: a payload is one job");
    check(!chaos, "--payload and --chaos exclude each other");
    check(!azureDevOps, "--payload and --azure-devops exclude each other: a payload is a webhook");
    check(!app, "--payload and --app exclude each other: the App is installed on acme alone");
    check(webhooks, "--payload and --no-webhooks exclude each other: a payload is a webhook");
    return new DemoOptions(1, keep, null, payload, labels, false, null, lost, true, false, false);
  }

  private static void check(boolean understood, String complaint) {
    if (!understood) {
      throw new IllegalArgumentException(complaint + "\n" + USAGE);
    }
  }

  Optional<Path> workflow() {
    return Optional.ofNullable(workflowFile);
  }

  Optional<Path> payload() {
    return Optional.ofNullable(payloadFile);
  }

  private static String value(String option, Deque<String> left) {
    if (left.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
    }
    return left.removeFirst();
  }

  private static List<String> labels(String text) {
    List<String> labels = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    check(
        labels.stream().noneMatch(String::isEmpty),
        "--labels takes names with commas between them, not " + text);
    return labels;
  }

  private static long seed(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("--seed takes a number of up to 18 digits, not " + text);
    }
    return Long.parseLong(text);
  }

  private static int percent(String text) {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 100) {
      throw new IllegalArgumentException("--lost-queued takes 0 to 100 percent, not " + text);
    }
    return Integer.parseInt(text);
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,4}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MOST_JOBS) {
      throw new IllegalArgumentException("--jobs takes a number from 1 to 1000, not " + text);
    }
    return Integer.parseInt(text);
  }
}
