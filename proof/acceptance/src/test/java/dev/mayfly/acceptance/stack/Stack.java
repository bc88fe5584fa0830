package dev.mayfly.acceptance.stack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Preconditions;
import dev.mayfly.local.stack.Directories;
import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.local.stack.Root;
import dev.mayfly.local.stack.Started;
import dev.mayfly.service.batch.BatchCredentials;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.forge.GitHubStandIn;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.runner.RunnerCommand;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Holds;
import dev.mayfly.worker.WorkerApplication;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterClassTemplateInvocationCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole Mayfly of a test, which starts it with the settings that it needs. It ends with the
 * test or, in a static field, with the last test of the class, or of the class with its parameter.
 */
public final class Stack
    implements BeforeAllCallback,
        AfterEachCallback,
        AfterClassTemplateInvocationCallback,
        AfterAllCallback {

  private static final Logger log = LoggerFactory.getLogger(Stack.class);

  private final Duration patience;
  private final Started started = new Started();
  private boolean shared;
  private @Nullable Path directory;
  private @Nullable LocalStack running;
  private @Nullable LifeQueries lives;
  private long tasksBefore;
  private int jobsBefore;

  /** A stack whose waits take a minute and a half at most. */
  public Stack() {
    this(Duration.ofMinutes(3));
  }

  /**
   * @param patience how long each wait takes at most.
   */
  public Stack(Duration patience) {
    this.patience = patience;
  }

  /**
   * Returns the default settings with the real Temporal server; skips the test where there is none.
   */
  public static LocalStack.Settings onRealTemporal() {
    return onTemporal(TemporalCli.findOrSkip());
  }

  /** Returns the default settings with this Temporal server. */
  public static LocalStack.Settings onTemporal(TemporalCli cli) {
    return LocalStack.Settings.DEFAULT.withEnvironment(
        Map.of("TEMPORAL_CLI", cli.binary().toString()));
  }

  /**
   * Returns the command of a runner that starts by a script, which finds the runner's own command
   * in its arguments.
   */
  public static List<String> runnerBy(String script, Object file) {
    return Stream.concat(
            Stream.of("sh", "-c", script, file.toString()), RunnerCommand.words().stream())
        .toList();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    shared = true;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (!shared) {
      close();
    }
  }

  @Override
  public void afterClassTemplateInvocation(ExtensionContext context) throws Exception {
    close();
    directory = null;
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    close();
  }

  private void close() throws IOException {
    started.close();
    if (directory != null) {
      delete(directory);
    }
  }

  /** Leaves what a process that is just ending still writes. */
  private static void delete(Path directory) {
    try {
      Directories.delete(directory);
    } catch (IOException e) {
      log.info("{} stays: {}", directory, e.toString());
    }
  }

  /** Starts everything. */
  public LocalStack start(LocalStack.Settings settings) throws Exception {
    return use(LocalStack.start(Files.createDirectory(folder()), settings));
  }

  /** Starts everything, with payloads encrypted. */
  public LocalStack startEncrypted(LocalStack.Settings settings) throws Exception {
    return use(LocalStack.startEncrypted(Files.createDirectory(folder()), settings));
  }

  private LocalStack use(LocalStack stack) {
    running = started.add(stack);
    lives = stack.lives();
    return stack;
  }

  /** Leaves all that there was before out of what is counted from now on. */
  public void countAnew() {
    tasksBefore += tasksAdded();
    jobsBefore = github().jobs().size();
  }

  /** Adds what ends before the stack does. */
  public <T extends AutoCloseable> T open(T part) {
    return started.add(part);
  }

  /** A file of the test's own, outside the stack's folder. */
  public Path file(String name) {
    if (directory == null) {
      directory = newDirectory();
    }
    return directory.resolve(name);
  }

  private static Path newDirectory() {
    try {
      return Files.createTempDirectory("mayfly-stack");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of the stack's configuration and logs. */
  public Path folder() {
    return file("stack");
  }

  public LocalStack local() {
    return requireNonNull(running, "the test has started no stack");
  }

  public GitHubStandIn github() {
    return local().github();
  }

  public BatchStandIn batch() {
    return local().batch();
  }

  /** Returns a client of Batch, more patient than the worker's; its caller closes it. */
  public AzureBatchClient batchClient() {
    return new AzureBatchClient(
        new BatchCredentials(
            batch().url(), BatchStandInCommand.DEFAULT_ACCOUNT, BatchStandInCommand.DEFAULT_KEY),
        Duration.ofMinutes(1),
        InstantSource.system());
  }

  public LifeQueries lives() {
    return requireNonNull(lives, "the test has started no stack");
  }

  /**
   * Returns the worker's program as a process of its own, on this stack's file, its errors among
   * its output.
   */
  public ProcessBuilder worker(String... command) {
    List<String> words = Child.java(WorkerApplication.class, command);
    words.add(folder().resolve("worker.yml").toString());
    return new ProcessBuilder(words).redirectErrorStream(true);
  }

  /**
   * Changes the worker's file; what runs keeps what it has read.
   *
   * @throws IllegalArgumentException when the file does not hold what is to be replaced.
   */
  public void configureWorker(String before, String after) throws IOException {
    Path file = folder().resolve("worker.yml");
    String text = Files.readString(file);
    Preconditions.checkArgument(text.contains(before), "%s has no %s", file, before);
    Files.writeString(file, text.replace(before, after));
  }

  /** The rounds of this installation's sweep. */
  public Rounds rounds() {
    return new Rounds(lives(), "mayfly");
  }

  public Jobs jobs() {
    return new Jobs(github());
  }

  /** Queues a job for the usual labels, and returns its id. */
  public long queue(String command) {
    return queue("ubuntu-latest", command);
  }

  /** Queues a job for a label, and returns its id. */
  public long queue(String label, String command) {
    return jobs().queue(label, command);
  }

  /** Queues a job that runs until {@link #go}. */
  public long queueUntilGo() {
    return queue(Jobs.until(file("go")));
  }

  /** Ends the jobs that wait for it. */
  public void go() throws IOException {
    Files.createFile(file("go"));
  }

  /** Queues jobs of the workflow that the examples have. */
  public void queueExample(int jobs) throws IOException {
    String workflow = Files.readString(Root.find().resolve("examples/workflow.yml"));
    long unused = github().queue(workflow, "acme/app", jobs);
  }

  /** Queues a job, waits until it is over, and returns it. */
  public JobView run(String command) throws Exception {
    long job = queue(command);
    awaitAll();
    return job(job);
  }

  /** Waits until every job is over. */
  public void awaitAll() throws Exception {
    github().awaitAll(patience);
  }

  /** Waits until a runner has taken the job. */
  public void awaitRunning(long job) {
    jobs().awaitRunning(job, patience);
  }

  /** Waits until a task is in this state of Batch's. */
  public void awaitTask(String state) {
    until(
        "a task is " + state,
        () -> batch().tasks().stream().anyMatch(it -> it.state().equals(state)));
  }

  /**
   * Keeps the tasks whose ids are such from a node.
   *
   * @param tasks a regular expression.
   * @return what lets them start.
   */
  public Runnable holdStarts(String tasks) {
    String starts = "START jobs/.*/tasks/" + tasks;
    batch().holds().add(starts, Holds.When.BEFORE, 0);
    return () -> batch().holds().release(starts, false);
  }

  /** Waits until something holds. */
  public void until(String what, BooleanSupplier holds) {
    Eventually.until(what, patience, holds);
  }

  public JobView job(long id) {
    return jobs().view(id);
  }

  /** Waits for the end of a job's life. */
  public Outcome outcome(long job) throws Exception {
    return lives().outcome(job, patience);
  }

  /** Waits for the end of a job's life, which served it. */
  public void isCompleted(long job) throws Exception {
    assertThat(outcome(job)).isInstanceOf(Outcome.Completed.class);
  }

  /**
   * Waits for the end of a job's life, whose job concluded so on the runner that the forge names.
   */
  public void isCompleted(long job, String conclusion) throws Exception {
    String runner = Objects.requireNonNull(job(job).runner());
    assertThat(outcome(job))
        .isEqualTo(new Outcome.Completed(runner, conclusion, "concluded with " + conclusion));
  }

  /** Waits until a worker answers for the job's life: one that is busy may be late for one call. */
  public LifeStatus status(long job) {
    return Eventually.get(
        "the life of job " + job + " answers", patience, () -> lives().status(job));
  }

  /** Returns the ends of the job's runners, in their order. */
  public List<String> ends(long job) {
    return status(job).attempts().stream().map(AttemptStatus::end).toList();
  }

  /** Returns the number of runners that Batch was asked for. */
  public long tasksAdded() {
    return batch().faults().asked(Operation.ADD_TASK) - tasksBefore;
  }

  /** Returns the jobs that were queued, the oldest first. */
  public List<JobView> allJobs() {
    List<JobView> all = github().jobs();
    return all.subList(jobsBefore, all.size());
  }

  /** The lines of the services' log. */
  public List<String> log() {
    try {
      return Files.readAllLines(folder().resolve("mayfly.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until everything is cleaned up: a process that was told to go may take a moment. */
  public void nothingIsLeft() {
    nothingIsLeftWithin(patience);
  }

  /** Waits until everything of all the runners is cleaned up, of which there were so many. */
  public void nothingIsLeftOf(int runners, Duration atMost) {
    assertThat(tasksAdded()).isEqualTo(runners);
    nothingIsLeftWithin(atMost);
  }

  public void nothingIsLeftWithin(Duration atMost) {
    Eventually.until("nothing is left", atMost, () -> local().leftovers().isEmpty());
  }
}
