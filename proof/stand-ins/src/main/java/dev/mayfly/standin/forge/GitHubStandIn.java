package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.forge.WorkflowRun.Repository;
import dev.mayfly.standin.forge.fault.ForgeFaults;
import dev.mayfly.standin.forge.webhook.Deliveries;
import dev.mayfly.standin.forge.webhook.Delivery.Event;
import dev.mayfly.standin.forge.webhook.DeliveryCounts;
import dev.mayfly.standin.forge.workflow.WorkflowFile;
import dev.mayfly.standin.server.HoldFilter;
import dev.mayfly.standin.server.Holds;
import dev.mayfly.standin.server.HoldsResource;
import dev.mayfly.standin.server.StandInServer;
import dev.mayfly.workflows.id.Scope;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.glassfish.jersey.server.ResourceConfig;

/**
 * A forge on this machine, GitHub unless its {@link Dialect} is another: it queues the jobs of
 * workflow files, gives them to whichever runner suits, answers its REST API about them and
 * delivers its webhooks. Nothing outlives it.
 */
public final class GitHubStandIn implements AutoCloseable {

  private static final long NOTICE_MILLIS = 100;

  private final Parts parts;
  private final ForgeProtocol protocol;
  private final GitHubModel model;
  private final Deliveries deliveries;
  private final StandInServer server;
  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();

  private GitHubStandIn(StandInSettings settings, InstantSource clock) {
    this.parts = Parts.of(settings, clock);
    this.protocol = ForgeProtocol.of(parts);
    this.deliveries =
        new Deliveries(
            new Deliveries.Hook(
                settings.webhook(), protocol::headers, settings.dialect().keepsGuids()),
            parts.faults(),
            clock);
    this.model =
        new GitHubModel(
            parts,
            clock,
            (action, job) -> protocol.jobEvent(action, job).ifPresent(deliveries::send));
    parts.repositories().know(new Repository(defaultRepository(), settings.organization()));
    this.server = StandInServer.start(settings.port(), resources(clock), parts.faults().filter());
  }

  private ResourceConfig resources(InstantSource clock) {
    Holds holds = new Holds();
    ResourceConfig resources =
        new ResourceConfig()
            .register(filter(clock))
            .register(new RunnerProtocolResource(model.sessions(), parts.versions()))
            .register(new ControlResource(this))
            .register(new HoldFilter(holds))
            .register(new HoldsResource(holds));
    protocol.register(resources, model, deliveries);
    return resources;
  }

  private Object filter(InstantSource clock) {
    return parts.settings().dialect() == Dialect.AZURE_DEVOPS
        ? new AzureDevOpsFilter(parts.settings(), parts.faults(), clock)
        : new ApiFilter(parts, clock);
  }

  /** Starts one; its webhook, where it has one, hears a {@code ping} first if it is GitHub's. */
  public static GitHubStandIn start(StandInSettings settings) {
    return start(settings, InstantSource.system());
  }

  /** Starts one whose time-outs go by this clock. */
  public static GitHubStandIn start(StandInSettings settings, InstantSource clock) {
    GitHubStandIn standIn = new GitHubStandIn(settings, clock);
    standIn.begin();
    return standIn;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // runs until close
  private void begin() {
    parts.addresses().become(server.url());
    watch.scheduleWithFixedDelay(
        model::notice, NOTICE_MILLIS, NOTICE_MILLIS, TimeUnit.MILLISECONDS);
    if (parts.settings().webhook() != null) {
      protocol.ping().ifPresent(ping -> deliveries.send("ping", ping));
    }
  }

  /**
   * Returns what {@code Forge.apiUrl} is configured with; below {@code /api/v3} as on GHES, below
   * {@code /api/v1} on Gitea, below the organization on Azure DevOps.
   */
  public URI apiUrl() {
    return URI.create(parts.addresses().apiUrl());
  }

  /** Returns what {@code Forge.webUrl} is configured with, and runners register at. */
  public URI webUrl() {
    return URI.create(parts.addresses().webUrl());
  }

  public ForgeFaults faults() {
    return parts.faults();
  }

  /** The server behind it, which counts its requests and measures them. */
  public StandInServer server() {
    return server;
  }

  /** The repository that exists from the start: {@code acme/app}. */
  public String defaultRepository() {
    return parts.settings().organization() + "/app";
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
    Repository where = new Repository(repository, organization);
    parts.repositories().know(where);
    parts.repositories().push(repository);
    return model.queue(where, workflow).id;
  }

  /** Which forge this one stands in for. */
  public Dialect dialect() {
    return parts.settings().dialect();
  }

  /** The repositories that there are; a test may make more. */
  public HostedRepositories repositories() {
    return parts.repositories();
  }

  /** The runner groups, and whom they serve. */
  public RunnerGroups groups() {
    return parts.groups();
  }

  /** The versions of the runner, and when they end. */
  public RunnerVersions versions() {
    return parts.versions();
  }

  /**
   * Returns what the rate limit's current hour has seen; nothing at all where there is no limit.
   */
  public RequestQuota.Hour hour() {
    return parts.rate().hour();
  }

  /** The same of an App's installation, which has an hour of its own. */
  public RequestQuota.Hour hourOf(StandInApp app) {
    return parts.rate().hour(Apps.budgetOf(app.id()));
  }

  /** The Apps, and what they were given. */
  public Apps apps() {
    return parts.apps();
  }

  /**
   * From now on every token, session and configuration that it gives out has these letters in it,
   * so that a search tells one from everything else.
   *
   * @param letters capital letters and digits, which a registration token is made of.
   */
  public void mark(String letters) {
    model.mark(letters);
    parts.apps().mark(letters);
  }

  /** Registrations that nobody's process stands behind. */
  public SeededRegistrations seeded() {
    return new SeededRegistrations(model);
  }

  /** Cancels a run, as a person would on its page. */
  public void cancel(long run) {
    model.cancel(find(run));
  }

  /** Runs all jobs of a run again: under new ids, unless the forge reuses them. */
  public void rerun(long run) {
    model.rerun(find(run));
  }

  /** Approves what waits for approval: jobs with an {@code environment}. */
  public void approve(long run) {
    model.approve(find(run));
  }

  /** Signs and sends these bytes as they are; the model learns nothing from them. */
  public void deliver(byte[] payload, String event) {
    deliveries.send(Event.of(event, RecordedJob.parse(payload), payload));
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
    ObjectNode event = RecordedJob.parse(payload);
    WorkflowJob job = RecordedJob.read(event, labels);
    parts.repositories().know(job.run.repository);
    model.adopt(job);
    byte[] sent = payload;
    if (!labels.isEmpty()) {
      labels.forEach(((ObjectNode) event.path("workflow_job")).putArray("labels")::add);
      sent = event.toString().getBytes(UTF_8);
    }
    deliver(sent, "workflow_job");
    return job.id;
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
   * Returns what the webhook's receiver answered to a job's {@code queued} when it did not accept
   * it; empty when it did, or has not answered yet.
   */
  public Optional<String> refusal(long job) {
    return deliveries.attempts().stream()
        .filter(delivery -> "queued".equals(delivery.event().action()))
        .filter(delivery -> delivery.statusCode() != Response.Status.ACCEPTED.getStatusCode())
        .filter(delivery -> delivery.event().jobId() == job)
        .findFirst()
        .map(delivery -> delivery.statusCode() + " " + delivery.answer());
  }

  /** The jobs whose {@code queued} was lost without trace. */
  public Set<Long> unheardOf() {
    return deliveries.unheardOf();
  }

  /** Returns how often each delivery was sent again, by its GUID. */
  public Map<String, Long> redeliveries() {
    return deliveries.redeliveries();
  }

  /** The GUIDs of the deliveries that did not arrive when they were first sent. */
  public Set<String> failedDeliveries() {
    return deliveries.failed();
  }

  /**
   * Adds a webhook: from now on it hears of everything too, signed with the same secret, and
   * whatever goes wrong with the first one's deliveries. The API does not list it.
   */
  public void alsoTell(URI webhook) {
    deliveries.alsoTo(webhook);
  }

  /** Forgets the attempts to deliver, as if days had passed. */
  public void forgetDeliveries() {
    deliveries.forget();
  }

  /** Returns how many attempts to deliver something are on record. */
  public long deliveryAttempts() {
    return deliveries.attempts().size();
  }

  /** Leaves the token so many requests of its hour. */
  public void leave(int requests) {
    parts.rate().leave(requests);
  }

  /** Returns how many deliveries there have been, and what became of them. */
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
        .map(event -> event.action() + " " + event.jobId())
        .sorted()
        .toList();
  }

  /** Sends every delivery again that the webhook's receiver has not taken, as a person could. */
  public void redeliverFailed() {
    deliveries.redeliverFailed();
  }

  /** Returns what a job's runner wrote. */
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

  private WorkflowRun find(long id) {
    return model.read(
        m ->
            m.runs().stream()
                .filter(run -> run.id == id)
                .findFirst()
                .orElseThrow(() -> new ForgeRefusal(404, "no run " + id)));
  }

  @Override
  public void close() {
    watch.shutdownNow();
    deliveries.close();
    server.close();
  }
}
