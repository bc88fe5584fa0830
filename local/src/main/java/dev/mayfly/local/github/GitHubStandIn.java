package dev.mayfly.local.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.local.StandInServer;
import dev.mayfly.local.github.Delivery.Event;
import dev.mayfly.local.github.Run.Repository;
import dev.mayfly.local.hold.HoldFilter;
import dev.mayfly.local.hold.Holds;
import dev.mayfly.local.hold.HoldsResource;
import dev.mayfly.workflows.Scope;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.glassfish.jersey.server.ResourceConfig;

/**
 * A GitHub on this machine: it queues the jobs of workflow files, gives them to whichever runner
 * suits, answers GitHub's REST API about them and delivers its webhooks. Nothing outlives it.
 */
public final class GitHubStandIn implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NOTICE_MILLIS = 100;
  private static final int ACCEPTED = 202;

  private final StandInSettings settings;
  private final Addresses addresses = new Addresses();
  private final Faults faults = new Faults();
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final GitHubModel model;
  private final Deliveries deliveries;
  private final StandInServer server;
  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();

  private GitHubStandIn(StandInSettings settings, InstantSource clock) {
    GitHubJson json = new GitHubJson(addresses);
    this.settings = settings;
    this.deliveries = new Deliveries(settings.webhook(), settings.secret(), faults, clock);
    this.model =
        new GitHubModel(
            settings.patience(),
            clock,
            (action, job) -> deliveries.send("workflow_job", json.jobEvent(action, job)));
    Holds holds = new Holds();
    ApiFilter filter = new ApiFilter(settings, faults, this::exists, clock);
    ResourceConfig resources =
        new ResourceConfig()
            .register(filter)
            .register(new MetaResource(filter))
            .register(new RunnersResource(model, json, faults, addresses))
            .register(new RunsResource(model, json))
            .register(new JobsResource(model, json))
            .register(new HooksResource(deliveries, json, settings))
            .register(new RunnerProtocolResource(model, faults, settings))
            .register(new ControlResource(this))
            .register(new HoldFilter(holds))
            .register(new HoldsResource(holds));
    know(settings.organization(), defaultRepository());
    this.server = StandInServer.start(settings.port(), resources);
  }

  /** Starts one; its webhook, where it has one, hears a {@code ping} first. */
  public static GitHubStandIn start(StandInSettings settings) {
    GitHubStandIn standIn = new GitHubStandIn(settings, InstantSource.system());
    standIn.begin();
    return standIn;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // runs until close
  private void begin() {
    addresses.become(server.url());
    watch.scheduleWithFixedDelay(
        model::notice, NOTICE_MILLIS, NOTICE_MILLIS, TimeUnit.MILLISECONDS);
    if (settings.webhook() != null) {
      GitHubJson json = new GitHubJson(addresses);
      String organization = settings.organization();
      deliveries.send(
          "ping",
          json.ping(
              organization, json.hook("orgs/" + organization, settings.webhook().toString())));
    }
  }

  /** What {@code Forge.apiUrl} is configured with; as on GHES, below {@code /api/v3}. */
  public URI apiUrl() {
    return URI.create(addresses.apiUrl());
  }

  /** What {@code Forge.webUrl} is configured with, and runners register at. */
  public URI webUrl() {
    return URI.create(addresses.webUrl());
  }

  public Faults faults() {
    return faults;
  }

  /** How often each route has been asked for; see {@link StandInServer#requests()}. */
  public Map<String, Long> requests() {
    return server.requests();
  }

  /** The repository that exists from the start: {@code acme/app}. */
  public String defaultRepository() {
    return settings.organization() + "/app";
  }

  /**
   * Reads a workflow file and forgets it.
   *
   * @throws IllegalArgumentException when it is none, with the reason.
   */
  public static void check(String workflowYaml) {
    Object unused = WorkflowFile.parse(workflowYaml);
  }

  /**
   * Queues a run of a workflow file; the repository exists from then on, owned by an organization.
   *
   * @return the run's id.
   * @throws IllegalArgumentException when the file is no workflow, or the name no repository's.
   */
  public long queue(String workflowYaml, String repository) {
    return queue(workflowYaml, repository, Integer.MAX_VALUE);
  }

  /** As {@link #queue(String, String)}, but no more than the first so many jobs of the file. */
  public long queue(String workflowYaml, String repository, int atMost) {
    String organization = Scope.ofRepository(repository).webPath().replaceFirst("/.*", "");
    WorkflowFile workflow = WorkflowFile.parse(workflowYaml).first(atMost);
    know(organization, repository);
    return model.queue(new Repository(repository, organization), workflow).id;
  }

  /** Cancels a run, as a person would on its page. */
  public void cancel(long run) {
    model.cancel(find(run));
  }

  /** Runs all jobs of a run again, under new ids. */
  public void rerun(long run) {
    model.rerun(find(run));
  }

  /** Approves what waits for approval: jobs with an {@code environment}. */
  public void approve(long run) {
    model.approve(find(run));
  }

  /** Signs and sends these bytes as they are; the model learns nothing from them. */
  public void deliver(byte[] payload, String event) {
    deliveries.send(Event.of(event, recorded(payload), payload));
  }

  /**
   * Takes in the job of a recorded {@code queued} payload, under the id that it has there, and
   * sends the payload. From then on the API answers for the job and a runner may take it.
   *
   * @param labels what the job asks for instead of the payload's labels: then they are replaced in
   *     what is sent. Empty: the payload is sent as it is.
   * @return the job's id.
   */
  public long queueRecorded(byte[] payload, List<String> labels) {
    ObjectNode event = recorded(payload);
    Job job = RecordedJob.read(event, labels);
    know(
        requireNonNullElse(job.run.repository.organization(), job.run.repository.owner()),
        job.run.repository.fullName());
    model.adopt(job);
    byte[] sent = payload;
    if (!labels.isEmpty()) {
      labels.forEach(((ObjectNode) event.path("workflow_job")).putArray("labels")::add);
      sent = event.toString().getBytes(UTF_8);
    }
    deliver(sent, "workflow_job");
    return job.id;
  }

  private static ObjectNode recorded(byte[] payload) {
    try {
      if (JSON.readTree(payload) instanceof ObjectNode event) {
        return event;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not a recorded payload: no JSON", e);
    }
    throw new IllegalArgumentException("not a recorded payload: no JSON object");
  }

  /** All jobs, the oldest first. */
  public List<JobView> jobs() {
    return model.read(m -> m.jobs().stream().map(JobView::of).toList());
  }

  /** All registrations, the oldest first. */
  public List<RunnerView> runners() {
    return model.read(
        m ->
            m.runners().stream().map(runner -> RunnerView.of(runner, m.isOnline(runner))).toList());
  }

  /**
   * What the webhook's receiver answered to a job's {@code queued} when it did not accept it; empty
   * when it did, or has not answered yet.
   */
  public Optional<String> refusal(long job) {
    return deliveries.attempts().stream()
        .filter(delivery -> "queued".equals(delivery.event().action()))
        .filter(delivery -> delivery.statusCode() != ACCEPTED)
        .filter(delivery -> delivery.event().jobId() == job)
        .findFirst()
        .map(delivery -> delivery.statusCode() + " " + delivery.answer());
  }

  /** How many deliveries there have been, and what became of them. */
  public DeliveryCounts deliveries() {
    return deliveries.counts();
  }

  /**
   * Presses Redeliver for every job of which the webhook's receiver has accepted no {@code queued}:
   * once for each attempt that was answered with an error, or not at all.
   *
   * @return how many were sent again.
   */
  public int redeliverRefused() {
    return deliveries.redeliverRefused("queued");
  }

  /** Every time that a runner began a job, the first first. */
  public List<JobStart> starts() {
    return model.read(GitHubModel::starts);
  }

  /** The deliveries that are on their way, unanswered: {@code queued 29679449526}. */
  public List<String> underWay() {
    return deliveries.underWay().stream()
        .map(event -> event.action() + " " + jobOf(event))
        .sorted()
        .toList();
  }

  /** Sends every delivery again that the webhook's receiver has not taken, as a person could. */
  public void redeliverFailed() {
    deliveries.redeliverFailed();
  }

  private static long jobOf(Event event) {
    return recorded(event.payload()).at("/workflow_job/id").asLong();
  }

  /** What a job's runner wrote. */
  public String log(long job) {
    return model.read(
        m ->
            m.jobs().stream()
                .filter(j -> j.id == job)
                .map(j -> j.log.toString())
                .findFirst()
                .orElse(""));
  }

  /**
   * Blocks until every job is over.
   *
   * @throws TimeoutException naming the jobs that are not.
   */
  public void awaitAll(Duration atMost) throws InterruptedException, TimeoutException {
    await("every job over", atMost, s -> jobs().stream().allMatch(JobView::isOver));
  }

  /**
   * Blocks until a claim about this stand-in is true.
   *
   * @param what the claim in words, for the exception.
   */
  public void await(String what, Duration atMost, Predicate<GitHubStandIn> claim)
      throws InterruptedException, TimeoutException {
    if (!model.await(m -> claim.test(this), atMost)) {
      throw new TimeoutException(
          "waited " + atMost + " for " + what + "; jobs " + jobs() + ", runners " + runners());
    }
  }

  /** Blocks until something changes here, or for so long. */
  public void awaitChange(Duration atMost) throws InterruptedException {
    model.awaitChange(atMost);
  }

  private Run find(long id) {
    return model.read(
        m ->
            m.runs().stream()
                .filter(run -> run.id == id)
                .findFirst()
                .orElseThrow(() -> new Refusal(404, "no run " + id)));
  }

  private void know(String organization, String repository) {
    known.add(("orgs/" + organization).toLowerCase(Locale.ROOT));
    known.add(("enterprises/" + organization).toLowerCase(Locale.ROOT));
    known.add(("repos/" + repository).toLowerCase(Locale.ROOT));
  }

  private boolean exists(String path) {
    String[] parts = path.toLowerCase(Locale.ROOT).split("/", -1);
    int length = parts[0].equals("repos") ? 3 : 2;
    return parts.length >= length
        && known.contains(String.join("/", List.of(parts).subList(0, length)));
  }

  @Override
  public void close() {
    watch.shutdownNow();
    deliveries.close();
    server.close();
  }
}
