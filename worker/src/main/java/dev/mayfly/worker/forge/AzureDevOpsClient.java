package dev.mayfly.worker.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.worker.forge.auth.AzureDevOpsAuth;
import dev.mayfly.worker.forge.auth.RegistrationToken;
import dev.mayfly.worker.forge.http.Credentials;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.worker.forge.http.ForgeHttp;
import dev.mayfly.worker.forge.http.ForgeResponse;
import dev.mayfly.worker.forge.http.Priority;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.step.JobStatus;
import dev.mayfly.workflows.step.Removal;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Azure DevOps, whose runners are the agents of an agent pool, and whose jobs are records of a
 * build's timeline. An agent is busy while it has an {@code assignedRequest}.
 *
 * @see <a href="https://learn.microsoft.com/en-us/rest/api/azure/devops/distributedtask/agents">
 *     Agents</a>
 */
public record AzureDevOpsClient(
    Function<Priority, ForgeHttp> http,
    Forge forge,
    AzureDevOpsAuth auth,
    RequestLimiter limiter,
    InstantSource clock,
    Map<String, Long> poolIds)
    implements ForgeApi {

  // Of DistributedTaskExceptions, by which an answer is known whatever its status.
  // Rule azdo-busy-refused.
  private static final String STILL_RUNNING = "TaskAgentJobStillRunningException";
  private static final String NOT_FOUND = "TaskAgentNotFoundException";

  /**
   * @param forge from configuration only, never from a request.
   * @param limiter shared by all who use the same credential.
   */
  public AzureDevOpsClient(
      OkHttpClient http,
      Forge forge,
      AzureDevOpsAuth auth,
      RequestLimiter limiter,
      InstantSource clock) {
    this(
        new ForgeHttp(http, forge, Credentials.ofToken(auth, limiter), clock)::as,
        forge,
        auth,
        limiter,
        clock,
        new ConcurrentHashMap<>());
  }

  @Override
  public ForgeApi forSweep() {
    return new AzureDevOpsClient(
        any -> http.apply(Priority.SWEEP), forge, auth, limiter, clock, poolIds);
  }

  @Override
  public int requestsPerHour() {
    return limiter.perHour();
  }

  @Override
  public String budget() {
    return limiter.inWords();
  }

  /** Throws: no list of Azure DevOps names a job as its request does. */
  @Override
  public ForgeQueue queue() {
    return new ForgeQueue(http.apply(Priority.SWEEP));
  }

  /** Throws: Azure DevOps has none. */
  @Override
  public ForgeHooks hooks() {
    return new ForgeHooks(http.apply(Priority.SWEEP), Map.of());
  }

  /** The worker's own token; the agent pool is asked for first, so that none starts in vain. */
  @Override
  public RegistrationToken registrationToken(Scope scope) {
    poolIds.remove(name(scope));
    poolId(Priority.REGISTER, scope);
    return auth.token();
  }

  @Override
  public RunnerListing runners(Scope scope) {
    ForgeHttp as = http.apply(Priority.WATCH);
    HttpUrl url = detailed(agents(as, Priority.WATCH, scope));
    return new AgentPages(as, clock).all(scope, url);
  }

  @Override
  public Optional<RunnerSnapshot> runner(Scope scope, long id) {
    return agent(Priority.WATCH, scope, id);
  }

  private Optional<RunnerSnapshot> agent(Priority priority, Scope scope, long id) {
    ForgeHttp as = http.apply(priority);
    HttpUrl url = detailed(agents(as, priority, scope).addPathSegment(Long.toString(id)));
    ForgeResponse answer = as.send(scope, "GET", url, null);
    return isGone(answer)
        ? Optional.empty()
        : Optional.of(AgentPages.agent(as.given(answer, scope).json()));
  }

  @Override
  public List<RunnerSnapshot> runnersNamed(Scope scope, String name) {
    ForgeHttp as = http.apply(Priority.REMOVE);
    HttpUrl.Builder url = agents(as, Priority.REMOVE, scope).addQueryParameter("agentName", name);
    return new AgentPages(as, clock)
        .all(scope, detailed(url)).runners().stream()
            .filter(agent -> agent.name().equalsIgnoreCase(name))
            .toList();
  }

  /**
   * Removes an agent unless it is busy, which is checked first; a job that comes in between makes
   * Azure DevOps refuse.
   */
  @Override
  public Removal delete(Scope scope, long id) {
    Optional<RunnerSnapshot> found = agent(Priority.REMOVE, scope, id);
    if (found.isEmpty()) {
      return Removal.ALREADY_GONE;
    }
    if (found.get().busy()) {
      return Removal.IN_USE;
    }
    ForgeHttp as = http.apply(Priority.REMOVE);
    HttpUrl url = agents(as, Priority.REMOVE, scope).addPathSegment(Long.toString(id)).build();
    ForgeResponse answer = as.send(scope, "DELETE", url, null);
    if (isGone(answer)) {
      return Removal.ALREADY_GONE;
    }
    if (answer.saysType(STILL_RUNNING)) {
      return Removal.IN_USE;
    }
    as.given(answer, scope);
    return Removal.REMOVED;
  }

  @Override
  public JobStatus job(JobRef job) {
    return new BuildTimeline(http.apply(Priority.REGISTER), clock).status(job);
  }

  private static boolean isGone(ForgeResponse answer) {
    return answer.status() == 404 || answer.saysType(NOT_FOUND);
  }

  private HttpUrl.Builder agents(ForgeHttp as, Priority priority, Scope scope) {
    return as.url(scope, Long.toString(poolId(priority, scope)), "agents");
  }

  private static HttpUrl detailed(HttpUrl.Builder agents) {
    return agents.addQueryParameter("includeAssignedRequest", "true").build();
  }

  /** Asked once and remembered, until the next agent registers. */
  private long poolId(Priority priority, Scope scope) {
    Long known = poolIds.get(name(scope));
    if (known != null) {
      return known;
    }
    ForgeHttp as = http.apply(priority);
    HttpUrl url = as.url(scope).addQueryParameter("poolName", scope.agentPool()).build();
    JsonNode pools = as.given(as.send(scope, "GET", url, null), scope).json().path("value");
    long id =
        StreamSupport.stream(pools.spliterator(), false)
            .filter(pool -> pool.path("name").asText().equalsIgnoreCase(scope.agentPool()))
            .map(pool -> pool.path("id").asLong())
            .findFirst()
            .orElseThrow(
                () ->
                    new ForgeException(
                        Kind.POOL_FAULT,
                        "there is no " + scope + ", or the token may not see it",
                        null));
    poolIds.put(name(scope), id);
    return id;
  }

  private static String name(Scope scope) {
    return Objects.requireNonNull(scope.agentPool()).toLowerCase(Locale.ROOT);
  }
}
