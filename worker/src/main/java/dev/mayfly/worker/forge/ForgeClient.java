package dev.mayfly.worker.forge;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.worker.forge.auth.Access;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.forge.auth.RegistrationToken;
import dev.mayfly.worker.forge.http.Credentials;
import dev.mayfly.worker.forge.http.ForgeAuth;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgePages;
import dev.mayfly.worker.forge.http.ForgeResponse;
import dev.mayfly.worker.forge.http.Priority;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * GitHub, GitHub Enterprise Server or Gitea. Nothing is tried again, but for OkHttp's one
 * repetition after a 408 or on a connection that had gone stale.
 *
 * @see <a href="https://docs.github.com/en/rest/actions/self-hosted-runners">GitHub's
 *     description</a>
 */
public record ForgeClient(
    Function<Priority, ForgeHttp> http,
    Forge forge,
    Access access,
    RunnerGroups groups,
    InstantSource clock)
    implements ForgeApi {

  private static final int GITHUB_PER_HOUR = 5000;
  private static final MediaType JSON = MediaType.get("application/json");

  /**
   * @param forge from configuration only, never from a payload.
   * @param limiter shared by all who use the same credential.
   */
  public ForgeClient(
      OkHttpClient http, Forge forge, ForgeAuth auth, RequestLimiter limiter, InstantSource clock) {
    this(http, forge, new Access(Credentials.ofToken(auth, limiter), Map.of()), clock);
  }

  /**
   * @param limiter of the first credential; the others begin alike.
   */
  public ForgeClient(
      OkHttpClient http,
      Forge forge,
      ForgeSignIn signIn,
      RequestLimiter limiter,
      InstantSource clock) {
    this(http, forge, signIn.access(http, forge, limiter, clock), clock);
  }

  private ForgeClient(OkHttpClient http, Forge forge, Access access, InstantSource clock) {
    this(
        new ForgeHttp(http, forge, access.credentials(), clock)::as,
        forge,
        access,
        new RunnerGroups(clock),
        clock);
  }

  /** A GitHub at this address, with a budget of its own and no metrics. */
  public ForgeClient(OkHttpClient http, URI apiUrl, ForgeAuth auth, InstantSource clock) {
    this(
        http,
        new Forge(apiUrl, null, null),
        auth,
        new RequestLimiter("github", GITHUB_PER_HOUR, true, new MetricRegistry(), clock),
        clock);
  }

  @Override
  public ForgeClient forSweep() {
    return new ForgeClient(any -> http(Priority.SWEEP), forge, access, groups, clock);
  }

  @Override
  public int requestsPerHour() {
    return access.credentials().perHour();
  }

  @Override
  public boolean keepsItsToken() {
    return access.apps().isEmpty();
  }

  /**
   * Returns how many requests the sweep may send in one go before its allowance is spent; those
   * that "304 Not Modified" confirms do not count. A longer list had better wait.
   */
  public int sweepHas() {
    return access.credentials().sweepHas();
  }

  @Override
  public String budget() {
    return access.credentials().inWords();
  }

  @Override
  public List<SignedIn> signedIn() {
    return forge.type() == Forge.Type.GITEA
        ? List.of()
        : new Account(http(Priority.REGISTER), access.apps()).signedIn();
  }

  @Override
  public ForgeQueue queue() {
    return new ForgeQueue(http(Priority.SWEEP));
  }

  @Override
  public ForgeHooks hooks() {
    return new ForgeHooks(http(Priority.SWEEP), access.apps());
  }

  @Override
  public Optional<CheckRuns> checkRuns() {
    return access.apps().isEmpty()
        ? Optional.empty()
        : Optional.of(new CheckRuns(http(Priority.SWEEP)));
  }

  @Override
  public String cancelRun(JobRef job) {
    return forge.can(Capability.CANCEL)
        ? new RunCancel(http(Priority.SWEEP)).cancel(job)
        : ForgeApi.super.cancelRun(job);
  }

  /** Requests with this priority, for what this client has no method for. */
  ForgeHttp http(Priority priority) {
    return http.apply(priority);
  }

  /** Mints a registration token; each call gives one. */
  @Override
  public RegistrationToken registrationToken(Scope scope) {
    JsonNode answer = mint(scope, "registration-token", empty());
    boolean expires = forge.can(Capability.TOKEN_EXPIRY);
    return new RegistrationToken(
        text(answer, "token"), expires ? instant(answer.path("expires_at")) : null);
  }

  @Override
  public JitConfig jitConfig(Scope scope, String name, List<String> labels, long runnerGroupId) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("name", name).put("runner_group_id", runnerGroupId).put("work_folder", "_work");
    labels.forEach(body.putArray("labels")::add);
    try {
      JsonNode answer =
          mint(scope, "generate-jitconfig", RequestBody.create(body.toString(), JSON));
      return new JitConfig(
          text(answer, "encoded_jit_config"), answer.path("runner").path("id").asLong());
    } catch (ForgeException e) {
      if (e.status() == 403 || e.status() == 404) {
        groups.forget(runnerGroupId); // it may be the group that is no more
      }
      throw e;
    }
  }

  private JsonNode mint(Scope scope, String what, RequestBody body) {
    ForgeHttp http = http(Priority.REGISTER);
    ForgeResponse answer = http.send(scope, "POST", runnersUrl(scope, what).build(), body);
    return succeeded(answer, http, scope, true).json();
  }

  @Override
  public RunnerListing runners(Scope scope) {
    return list(Priority.WATCH, scope, runnersUrl(scope).build());
  }

  @Override
  public Optional<RunnerSnapshot> runner(Scope scope, long id) {
    return runner(Priority.WATCH, scope, id);
  }

  private Optional<RunnerSnapshot> runner(Priority priority, Scope scope, long id) {
    ForgeHttp http = http(priority);
    ForgeResponse answer =
        http.send(scope, "GET", runnersUrl(scope, Long.toString(id)).build(), null);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    return Optional.of(RunnerSnapshot.read(succeeded(answer, http, scope, true).json()));
  }

  /** The registration of this name, whatever the letters' case; the first where there are more. */
  public Optional<RunnerSnapshot> runnerNamed(Scope scope, String name) {
    return runnersNamed(scope, name).stream().findFirst();
  }

  @Override
  public List<RunnerSnapshot> runnersNamed(Scope scope, String name) {
    HttpUrl.Builder url = runnersUrl(scope);
    if (forge.can(Capability.NAME_FILTER)) {
      url.addQueryParameter("name", name);
    }
    return list(Priority.REMOVE, scope, url.build()).runners().stream()
        .filter(runner -> runner.name().equalsIgnoreCase(name))
        .toList();
  }

  /**
   * Removes a registration, unless it has a job; idempotent. Where the forge would remove one that
   * has a job, it is checked first: a job that comes in between loses its runner. Rule gh-busy-422.
   * Rule gitea-removes-busy.
   */
  @Override
  public Removal delete(Scope scope, long id) {
    if (!forge.can(Capability.BUSY_GUARD)) {
      Optional<RunnerSnapshot> found = runner(Priority.REMOVE, scope, id);
      if (found.isEmpty()) {
        return Removal.ALREADY_GONE;
      }
      if (found.get().busy()) {
        return Removal.IN_USE;
      }
    }
    ForgeHttp http = http(Priority.REMOVE);
    ForgeResponse answer =
        http.send(scope, "DELETE", runnersUrl(scope, Long.toString(id)).build(), null);
    if (answer.status() == 404 || answer.saysGone()) {
      return Removal.ALREADY_GONE;
    }
    if (answer.status() == 422) {
      return Removal.IN_USE;
    }
    succeeded(answer, http, scope, true);
    return Removal.REMOVED;
  }

  /**
   * GitHub alone ends versions (its changelog of 2026-06-12), and knows none below 2.321.0. Rule
   * gh-version-calendar.
   */
  @Override
  public Optional<Instant> runtimeEnd(Scope scope, String version) {
    if (forge.type() != Forge.Type.GITHUB) {
      return Optional.empty();
    }
    ForgeHttp http = http(Priority.SWEEP);
    ForgeResponse answer =
        http.send(scope, "GET", runnersUrl(scope, "deprecations", version).build(), null);
    return answer.status() == 404
        ? Optional.empty()
        : Optional.ofNullable(
            instant(succeeded(answer, http, scope, true).json().path("runtime_deprecates_at")));
  }

  @Override
  public JobStatus job(JobRef job) {
    return job(job.repository(), job.id());
  }

  /** As {@link #job(JobRef)}. */
  public JobStatus job(String repository, long id) {
    Instant begun = clock.instant();
    return look(repository, id)
        .map(job -> status(job, begun))
        .orElseGet(() -> new JobStatus(JobStatus.Status.UNKNOWN, null, null, begun));
  }

  @Override
  public Optional<SeenJob> seen(String repository, long id) {
    Instant begun = clock.instant();
    return look(repository, id)
        .map(
            job -> {
              ListedJob its = ListedJob.read(repository, job);
              return new SeenJob(status(job, begun), its.labels(), its.createdAt());
            });
  }

  private static JobStatus status(JsonNode job, Instant at) {
    return new JobStatus(
        status(job.path("status").asText()),
        textOrNull(job.path("runner_name")),
        textOrNull(job.path("conclusion")),
        at);
  }

  private Optional<JsonNode> look(String repository, long id) {
    Scope scope = Scope.ofRepository(repository);
    ForgeHttp http = http(Priority.REGISTER);
    ForgeResponse answer =
        http.send(
            scope, "GET", http.url(scope, "actions", "jobs", Long.toString(id)).build(), null);
    boolean isRefused =
        answer.status() == 403 && !answer.isRateLimited() && !answer.isPageOfProxy();
    return answer.status() == 404 || isRefused
        ? Optional.empty()
        : Optional.of(succeeded(answer, http, scope, false).json());
  }

  private static JobStatus.Status status(String text) {
    return switch (text) {
      case "queued" -> JobStatus.Status.QUEUED;
      case "waiting", "requested", "pending" -> JobStatus.Status.WAITING;
      case "in_progress" -> JobStatus.Status.IN_PROGRESS;
      case "completed" -> JobStatus.Status.COMPLETED;
      default -> JobStatus.Status.UNKNOWN;
    };
  }

  /**
   * The id of a runner group, asked once and remembered; a repository has only the default one.
   *
   * @param name absent for the default group.
   */
  @Override
  public long runnerGroupId(Scope scope, @Nullable String name) {
    return groups.id(http(Priority.REGISTER), scope, name);
  }

  @Override
  public Optional<String> whyNotServed(JobRef job, @Nullable String runnerGroup) {
    return groups.whyNotServed(http(Priority.REGISTER), job, runnerGroup);
  }

  @Override
  public Optional<String> groupInWords(JobRef job, @Nullable String runnerGroup) {
    return groups.inWords(http(Priority.REGISTER), job, runnerGroup);
  }

  private RunnerListing list(Priority priority, Scope scope, HttpUrl first) {
    Instant begun = clock.instant();
    ForgePages.Found found = new ForgePages(http(priority)).all(scope, first, "runners");
    // A registration that goes while we read shifts the others: one may come twice.
    Map<Long, RunnerSnapshot> byId = new LinkedHashMap<>();
    found.items().stream().map(RunnerSnapshot::read).forEach(r -> byId.put(r.id(), r));
    return new RunnerListing(List.copyOf(byId.values()), found.pages(), found.cost(), begun);
  }

  private static ForgeResponse succeeded(
      ForgeResponse answer, ForgeHttp http, Scope scope, boolean needsPermission) {
    if (!answer.succeeded()) {
      throw http.failure(answer, scope, needsPermission);
    }
    return answer;
  }

  private HttpUrl.Builder runnersUrl(Scope scope, String... more) {
    HttpUrl.Builder url = http(Priority.REGISTER).url(scope, "actions", "runners");
    for (String segment : more) {
      url.addPathSegment(segment);
    }
    return url;
  }

  private static RequestBody empty() {
    return RequestBody.create(new byte[0], null);
  }

  private static String text(JsonNode answer, String field) {
    String text = answer.path(field).asText();
    if (text.isEmpty()) {
      throw new ForgeException(
          Kind.UNAVAILABLE, "the forge's answer has no " + field + ", though it succeeded", null);
    }
    return text;
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() && !node.asText().isEmpty() ? node.asText() : null;
  }

  private static @Nullable Instant instant(JsonNode node) {
    try {
      return node.isTextual() ? OffsetDateTime.parse(node.asText()).toInstant() : null;
    } catch (DateTimeException unreadable) {
      return null; // an expiry is a hint; the forge enforces it anyway
    }
  }
}
