package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.node.ContainerEngine;
import dev.mayfly.standin.node.ProcessEngine;
import dev.mayfly.standin.server.HoldFilter;
import dev.mayfly.standin.server.Holds;
import dev.mayfly.standin.server.HoldsResource;
import dev.mayfly.standin.server.ShutdownHook;
import dev.mayfly.standin.server.StandInServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;

/**
 * Azure Batch on loopback, by its real wire protocol (the data planes of {@link ApiVersions}): the
 * operations of {@link Operation}, everything else is 404. A task runs its image in a container of
 * Docker's, or its image's command as a local process, with the task's environment; the task's own
 * command line is ignored. What goes wrong is up to {@link #faults()}, or over HTTP to {@link
 * FaultsResource}; what has to wait, to {@link HoldsResource}, where the start of a task on its
 * node is called {@code START jobs/JOB/tasks/TASK}.
 */
public record BatchStandIn(Account account, Tokens tokens, StandInServer server, ShutdownHook hook)
    implements AutoCloseable {

  /**
   * The size and the delays of a stand-in.
   *
   * @param pools the pools that exist; empty when every pool does.
   * @param nodes of each pool at first; all of them are ready.
   * @param slotsPerNode how many tasks a node runs at once; further ones stay {@code active}.
   * @param bootDelay how long a task is {@code preparing}.
   * @param transition how long jobs are disabling and terminating, and a node without tasks leaving
   *     its pool.
   * @param nodeBoot how long a further node takes until it is idle; zero for at once.
   * @param deletion how long jobs are deleting.
   */
  public record Settings(
      Set<String> pools,
      int nodes,
      int slotsPerNode,
      Duration bootDelay,
      Duration transition,
      Duration nodeBoot,
      Duration deletion) {

    /**
     * As recorded: more than one second (azure-sdk-for-java, canCRUDJob of 2020), and less than
     * five (Azure/azure-sdk-assets, testJobUser of azure-compute-batch, August 2025).
     */
    public static final Duration RECORDED_DELETION = Duration.ofSeconds(3);

    public static final Settings DEFAULT =
        new Settings(Set.of(), 4, 4, Duration.ofMillis(200), Duration.ofMillis(500))
            .withDeletion(RECORDED_DELETION);

    public Settings {
      pools = Set.copyOf(pools);
      if (nodes < 0 || slotsPerNode < 1) {
        throw new IllegalArgumentException(
            "a node needs at least one slot: " + nodes + " nodes with " + slotsPerNode);
      }
    }

    public Settings(
        Set<String> pools, int nodes, int slotsPerNode, Duration bootDelay, Duration transition) {
      this(pools, nodes, slotsPerNode, bootDelay, transition, Duration.ZERO, transition);
    }

    public Settings withNodeBoot(Duration boot) {
      return new Settings(pools, nodes, slotsPerNode, bootDelay, transition, boot, deletion);
    }

    public Settings withDeletion(Duration deleting) {
      return new Settings(pools, nodes, slotsPerNode, bootDelay, transition, nodeBoot, deleting);
    }
  }

  /**
   * A task as it is now.
   *
   * @param state as on the wire.
   * @param node that it runs on, or ran on last; absent before.
   * @param maxWallClock how long it may run.
   * @param created when the request for it was accepted.
   * @param directory where its stdout.txt and stderr.txt are; absent before it runs.
   */
  public record Task(
      String job,
      String id,
      String state,
      Map<String, String> environment,
      @Nullable String node,
      Duration maxWallClock,
      Instant created,
      @Nullable Integer exitCode,
      @Nullable Path directory) {

    /** Without the environment's values: a token is among them. */
    @Override
    public String toString() {
      return job + "/" + id + " " + state + (exitCode == null ? "" : ", exit code " + exitCode);
    }
  }

  /**
   * @param port 0 for a free one.
   * @param images each image's command and arguments, run without a shell; a task without a
   *     container has the image {@code ""}. With an empty command a task runs until it is ended and
   *     costs no process, so that there can be thousands.
   */
  public static BatchStandIn start(
      int port,
      String accountName,
      String base64Key,
      Map<String, List<String>> images,
      Settings settings) {
    return start(port, accountName, base64Key, new ProcessEngine(images), settings);
  }

  /**
   * @param port 0 for a free one.
   * @param engine what the tasks' containers are; closed with this.
   */
  public static BatchStandIn start(
      int port, String accountName, String base64Key, ContainerEngine engine, Settings settings) {
    BatchFaults faults = new BatchFaults();
    Holds holds = new Holds();
    Account account = new Account(accountName, engine, settings, faults, holds);
    Tokens tokens = new Tokens(account.clock());
    ResourceConfig resources =
        new ResourceConfig()
            .register(
                new BatchProtocol(
                    new Authentication(
                        new SharedKey(accountName, base64Key), tokens, account.clock()::shown),
                    faults))
            .register(new TokensResource(tokens))
            .register(new BatchJobsResource(account))
            .register(new BatchTasksResource(account))
            .register(new TaskFilesResource(account))
            .register(new TaskCollectionResource(account))
            .register(new PoolsResource(account))
            .register(new PoolCollectionResource(account))
            .register(new AutoscaleResource(account))
            .register(new NodesResource(account))
            .register(new ClockResource(account))
            .register(new FaultsResource(account))
            .register(new HoldFilter(holds))
            .register(new HoldsResource(holds));
    return new BatchStandIn(
        account,
        tokens,
        StandInServer.start(port, resources),
        ShutdownHook.add("batch-stand-in-shutdown", account::killNow));
  }

  /** Its address without a slash at the end, as clients are configured with it. */
  public URI url() {
    return server.url();
  }

  public BatchFaults faults() {
    return account.faults();
  }

  /**
   * Takes the node from under a running task, which then runs again with the same environment.
   *
   * @return whether there was such a running task.
   */
  public boolean preempt(String job, String task) {
    synchronized (account) {
      return account.nodes().preempt(job, task);
    }
  }

  /**
   * Lets the container of a running task leave by itself, with exit code 0.
   *
   * @return whether there was such a running task.
   */
  public boolean leave(String job, String task) {
    synchronized (account) {
      return account.tasks().leave(job, task);
    }
  }

  /**
   * Adds a task behind everybody's back, and its job where that is missing: an orphan from the
   * start.
   *
   * @param image one that this stand-in has a command for; with an empty command the task runs
   *     until it is ended.
   */
  public void seed(String pool, String job, String task, String image) {
    synchronized (account) {
      if (account.jobs().find(job).isEmpty()) {
        ObjectNode settings = Json.object().put("id", job);
        settings.putObject("poolInfo").put("poolId", pool);
        account.jobs().add(new JobEntry(job, account.clock(), settings));
      }
      ObjectNode body = Json.object().put("id", task).put("commandLine", "");
      body.putObject("containerSettings").put("imageName", image);
      Object unused = TaskCollectionResource.add(account, job, body);
    }
  }

  /** Disables a job at once, as a person could, so that its tasks wait; or enables it again. */
  public void setDisabled(String job, boolean disabled) {
    synchronized (account) {
      account.jobs().find(job).ifPresent(it -> it.states.move(disabled ? "disabled" : "active"));
      account.tasks().assignSlots();
    }
  }

  /** Every task of every job. */
  public List<Task> tasks() {
    synchronized (account) {
      return account
          .jobs()
          .tasks()
          .map(
              task ->
                  new Task(
                      task.job.id,
                      task.id,
                      task.states.state(),
                      task.environment(),
                      task.run().map(run -> run.node().id()).orElse(null),
                      task.maxWallClock(),
                      task.states.created(),
                      task.exitCode(),
                      account.tasks().directory(task)))
          .toList();
    }
  }

  /** Lets time pass at once: all that is due meanwhile has happened when this returns. */
  public void advance(Duration time) {
    account.clock().advance(time);
  }

  /** Sets its clock wrong by so much, while no time passes; negative: it is behind. */
  public void setClockWrong(Duration by) {
    account.clock().setWrong(by);
  }

  /** The requests that wait here. */
  public Holds holds() {
    return account.holds();
  }

  /** Returns how many tasks there have been, and what became of them. */
  public TaskCounts counts() {
    synchronized (account) {
      return account.tasks().counts();
    }
  }

  /** The nodes, of whichever pool, that take no further tasks. */
  public List<String> closedNodes() {
    synchronized (account) {
      return account.pools().closedNodes();
    }
  }

  /** Every living process of every task, children included. */
  public List<ProcessHandle> runningProcesses() {
    return account.tasks().containers().processes();
  }

  /** Returns the names of all Docker containers of tasks, whether they run or have ended. */
  public List<String> containers() {
    return account.tasks().containers().existing();
  }

  /** Leaves its end to {@link #close}: it does not end of itself with the process. */
  public BatchStandIn endedByItsOwner() {
    hook.close();
    return this;
  }

  /** Ends every task's processes and containers, and removes their files. */
  @Override
  public void close() {
    server.close();
    account.close();
    hook.close();
  }
}
