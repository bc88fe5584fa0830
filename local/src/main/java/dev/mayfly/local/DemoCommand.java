package dev.mayfly.local;

import dev.mayfly.local.chaos.Chaos;
import dev.mayfly.service.command.CommandLogs;
import dev.mayfly.standin.node.EngineKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./mayfly demo}: the options of a {@link Demo}. */
@Command(
    name = "demo",
    description = "Runs jobs from queue to clean-up, with nothing but this machine.")
public final class DemoCommand implements Callable<Integer> {

  @Option(names = "--jobs", paramLabel = "1..1000", description = "how many jobs to queue")
  private int jobs = 3;

  @Option(names = "--keep", description = "leave everything running, and say what to open")
  boolean keep;

  @Option(names = "--workflow", description = "default: examples/workflow.yml")
  @Nullable Path workflow;

  @Option(
      names = "--no-webhooks",
      description = "the forge never tells of jobs; they must be found")
  boolean withoutWebhooks;

  @Option(names = "--app", description = "the worker signs in as a GitHub App, not by a token")
  boolean app;

  @Option(names = "--azure-devops", description = "the forge is an Azure DevOps")
  boolean azureDevOps;

  @Option(
      names = "--chaos",
      description = "lose deliveries, let tasks die, and count what became of jobs")
  boolean chaos;

  @Option(
      names = "--seed",
      paramLabel = "0..999999999999999999",
      description = "with --chaos: the same faults again")
  @Nullable Long seed;

  @Option(
      names = "--lost-queued",
      paramLabel = "0..100",
      description = "with --chaos: percentage of jobs never told of")
  int lostQueued = Chaos.LOST_WITHOUT_TRACE;

  @Option(
      names = "--engine",
      description = "what runners are: ${COMPLETION-CANDIDATES}; an image is built for docker")
  EngineKind engine = EngineKind.PROCESS;

  @Option(names = "--clean", description = "only remove what --engine docker leaves: its image")
  private boolean clean;

  @Option(names = "--payload", description = "send this recorded workflow_job payload instead")
  @Nullable Path payload;

  @Option(
      names = "--labels",
      paramLabel = "A,B",
      description = "with --payload: what the job asks for instead")
  private @Nullable String labels;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    check();
    CommandLogs.silence();
    if (clean) {
      RunnerImage.clean(System.out);
      return 0;
    }
    return new Demo(this, System.getenv(), System.out).run() ? 0 : 1;
  }

  private void check() {
    require(seed == null || chaos, "--seed goes with --chaos");
    require(!isGiven("--lost-queued") || chaos, "--lost-queued goes with --chaos");
    require(labels == null || payload != null, "--labels goes with --payload");
    require(
        labels().stream().noneMatch(String::isEmpty),
        "--labels takes names with commas between them, not " + labels);
    require(
        !clean || spec.commandLine().getParseResult().matchedOptions().size() == 1,
        "--clean goes alone");
    exclude("--no-webhooks", "--chaos", "");
    exclude("--azure-devops", "--chaos", "");
    exclude("--azure-devops", "--no-webhooks", ": it has none as it is");
    exclude("--azure-devops", "--app", ": it has no Apps");
    exclude("--payload", "--workflow", "");
    exclude("--payload", "--jobs", ": a payload is one job");
    exclude("--payload", "--chaos", "");
    exclude("--payload", "--azure-devops", ": a payload is a webhook");
    exclude("--payload", "--app", ": the App is installed on acme alone");
    exclude("--payload", "--no-webhooks", ": a payload is a webhook");
  }

  private void exclude(String one, String other, String why) {
    require(!isGiven(one) || !isGiven(other), one + " and " + other + " exclude each other" + why);
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void require(boolean understood, String complaint) {
    if (!understood) {
      throw new ParameterException(spec.commandLine(), complaint);
    }
  }

  int jobs() {
    return payload == null ? jobs : 1;
  }

  /** Returns the labels that the recorded job asks for instead of its own; empty for its own. */
  List<String> labels() {
    return labels == null
        ? List.of()
        : Arrays.stream(labels.split(",", -1)).map(String::strip).toList();
  }
}
