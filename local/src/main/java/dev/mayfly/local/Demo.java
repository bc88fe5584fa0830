package dev.mayfly.local;

import static java.util.Objects.requireNonNullElseGet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.local.chaos.Chaos;
import dev.mayfly.local.chaos.ChaosReport;
import dev.mayfly.local.chaos.ChaosRun;
import dev.mayfly.local.stack.Directories;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.local.stack.Root;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.forge.Dialect;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.LocalApp;
import dev.mayfly.standin.node.EngineKind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Mayfly from queue to clean-up, on this machine: starts everything, queues jobs, tells what
 * happens.
 */
public final class Demo {

  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration EACH = Duration.ofSeconds(5);
  // The minute that is the default is too long to watch nothing happen.
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(5);
  private static final BatchStandIn.Settings NODES =
      new BatchStandIn.Settings(Set.of(), 4, 4, Duration.ofMillis(500), Duration.ofMillis(500));

  // A machine of two cores starts some two processes, or one container, in a second.
  private static final BatchStandIn.Settings FEW_NODES =
      new BatchStandIn.Settings(Set.of(), 4, 2, Duration.ofMillis(500), Duration.ofMillis(500));

  private final DemoCommand options;
  private final Map<String, String> environment;
  private final PrintStream out;

  /**
   * @param environment where Temporal is looked for.
   */
  public Demo(DemoCommand options, Map<String, String> environment, PrintStream out) {
    this.options = options;
    this.environment = environment;
    this.out = out;
  }

  /** Returns whether every job was done and nothing is left. */
  public boolean run() throws Exception {
    LocalStack.Settings settings =
        LocalStack.Settings.DEFAULT
            .withOrganizations(organizations())
            .withEnvironment(environment)
            .withBatch(NODES);
    if (options.chaos) {
      settings = settings.withBatch(FEW_NODES).withPatience(Chaos.PATIENCE);
    }
    if (options.engine == EngineKind.DOCKER) {
      RunnerImage.build(out);
      settings =
          settings.withBatch(FEW_NODES).withPatience(Chaos.PATIENCE).withDocker(RunnerImage.NAME);
    }
    if (options.azureDevOps) {
      settings = settings.withDialect(Dialect.AZURE_DEVOPS);
    }
    if (options.withoutWebhooks) {
      settings = settings.withoutWebhooks().withSweepEvery(SWEEP_EVERY);
    }
    if (options.app) {
      settings = settings.withApps(List.of(LocalApp.make(1, Duration.ofHours(1))));
    }
    if (options.keep) {
      settings = settings.withConsole();
    }
    String workflow = workflow();
    Path directory = Files.createTempDirectory("mayfly-demo-");
    String forge = options.azureDevOps ? "Azure DevOps" : "GitHub";
    out.println("starting Temporal, " + forge + ", Azure Batch, gateway and worker on loopback…");
    boolean good = false;
    try (LocalStack stack = LocalStack.start(directory, settings)) {
      out.println("Temporal is " + stack.temporal().description());
      if (options.app) {
        out.println("the worker signs in as a GitHub App, whose webhook tells of jobs");
      }
      if (options.withoutWebhooks) {
        out.println("GitHub has no webhook: it sends no word of what is queued, begun or done");
        out.printf(
            "the sweep finds it, every %d s here and every minute by default%n",
            SWEEP_EVERY.toSeconds());
      }
      good = options.chaos ? performUnderChaos(stack, workflow) : perform(stack, workflow);
      if (options.keep) {
        stay(stack, directory);
      }
    } finally {
      if (good) {
        Directories.delete(directory);
      } else {
        out.println("what gateway, worker and Temporal logged is in " + directory);
      }
    }
    return good;
  }

  private boolean perform(LocalStack stack, String workflow) throws Exception {
    queue(stack.github(), workflow);
    Progress progress = new Progress(stack.github(), stack.lives(), out);
    boolean done;
    try {
      done = progress.followToTheEnd(atMost());
    } catch (TimeoutException late) {
      out.println(late.getMessage());
      done = false;
    }
    progress.printTable();
    List<String> left = stack.leftovers();
    out.println(left.isEmpty() ? "nothing is left" : "left behind: " + String.join(", ", left));
    return done && left.isEmpty();
  }

  private boolean performUnderChaos(LocalStack stack, String workflow)
      throws IOException, InterruptedException {
    Long given = options.seed;
    long seed = given == null ? new SecureRandom().nextInt(1_000_000) : given;
    Chaos chaos = Chaos.of(seed, options.lostQueued);
    out.println(chaos.describe());
    chaos.unleash(stack);
    queue(stack.github(), workflow);
    ChaosReport report = new ChaosRun(stack, out).follow(atMost());
    report.print(out);
    return report.isGood();
  }

  private Duration atMost() {
    return START.plus(EACH.multipliedBy(options.jobs()));
  }

  private void queue(GitHubStandIn github, String workflow) throws IOException {
    if (options.payload != null) {
      github.queueRecorded(Files.readAllBytes(options.payload), options.labels());
      return;
    }
    while (github.jobs().size() < options.jobs()) {
      int missing = options.jobs() - github.jobs().size();
      github.queue(workflow, github.defaultRepository(), missing);
    }
  }

  /** A recorded payload comes from another organization; the demo serves that one, too. */
  private List<String> organizations() {
    List<String> organizations = new ArrayList<>(LocalStack.Settings.DEFAULT.organizations());
    Path payload = options.payload;
    if (payload != null) {
      JsonNode event = read(payload);
      // GitHub's own examples name another owner beside the repository's full name, which counts.
      String owner = event.at("/repository/full_name").asText().replaceFirst("/.*", "");
      String organization = event.at("/organization/login").asText(owner);
      if (organization.isEmpty() || !event.path("action").asText().equals("queued")) {
        throw new IllegalArgumentException(
            payload + " is no workflow_job payload with the action queued");
      }
      organizations.add(organization);
    }
    return organizations;
  }

  private static JsonNode read(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read the payload " + file + ": " + e.getMessage(), e);
    }
  }

  private String workflow() throws IOException {
    Path file =
        requireNonNullElseGet(options.workflow, () -> Root.find().resolve("examples/workflow.yml"));
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("cannot read the workflow file " + file);
    }
    String text = Files.readString(file);
    try {
      GitHubStandIn.check(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
    return text;
  }

  private void stay(LocalStack stack, Path directory) throws InterruptedException {
    out.println();
    stack.console().ifPresent(page -> out.println("console:      " + page));
    stack
        .temporal()
        .ui()
        .ifPresent(ui -> out.println("lives:        " + ui + "/namespaces/default/workflows"));
    out.println(
        "queue more:   curl --data-binary @examples/workflow.yml "
            + stack.github().webUrl()
            + "/_queue");
    out.println("forge's API:  " + stack.github().apiUrl());
    out.println("files, logs:  " + directory);
    out.println("Ctrl-C ends everything.");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stack, directory)));
    Thread.currentThread().join();
  }

  private void end(LocalStack stack, Path directory) {
    try {
      stack.close();
      Directories.delete(directory);
    } catch (IOException e) {
      out.println("did not stop cleanly: " + e.getMessage());
    }
  }
}
