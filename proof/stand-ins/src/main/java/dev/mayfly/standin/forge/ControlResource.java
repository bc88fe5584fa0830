package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.standin.forge.fault.ForgeFaults;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The control endpoints: a person queues, approves, looks, breaks things and heals them by hand.
 */
@Path("")
@Produces(MediaType.TEXT_PLAIN)
public final class ControlResource {

  private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

  private final GitHubStandIn standIn;

  ControlResource(GitHubStandIn standIn) {
    this.standIn = standIn;
  }

  /** Queues a run of the workflow file in the body; answers its id. */
  @POST
  @Path("_queue")
  public String queue(@QueryParam("repo") @Nullable String repository, String workflow) {
    String repo = repository == null ? standIn.defaultRepository() : repository;
    return standIn.queue(workflow, repo) + "\n";
  }

  /** Queues the job of a recorded {@code queued} payload and sends the payload. */
  @POST
  @Path("_deliver")
  public String deliver(@QueryParam("labels") @Nullable String labels, byte[] payload) {
    List<String> wanted =
        labels == null ? List.of() : Arrays.asList(labels.strip().split("\\s*,\\s*", -1));
    return standIn.queueRecorded(payload, wanted) + "\n";
  }

  @POST
  @Path("_approve")
  public void approve(@QueryParam("run") long run) {
    standIn.approve(run);
  }

  /** As a person would on the run's page, which is the only way on Gitea. */
  @POST
  @Path("_cancel")
  public void cancel(@QueryParam("run") long run) {
    standIn.cancel(run);
  }

  @GET
  @Path("_jobs")
  public String jobs() {
    return standIn.jobs().stream().map(job -> job + "\n").collect(Collectors.joining());
  }

  @GET
  @Path("_runners")
  public String runners() {
    return standIn.runners().stream().map(runner -> runner + "\n").collect(Collectors.joining());
  }

  /** The same as {@code _jobs}, for programs. */
  @GET
  @Path("_jobs.json")
  @Produces(MediaType.APPLICATION_JSON)
  public String jobsForPrograms() throws IOException {
    return JSON.writeValueAsString(standIn.jobs());
  }

  @GET
  @Path("_runners.json")
  @Produces(MediaType.APPLICATION_JSON)
  public String runnersForPrograms() throws IOException {
    return JSON.writeValueAsString(standIn.runners());
  }

  /** Deliveries without an answer yet, a line each: {@code queued 29679449526}. */
  @GET
  @Path("_under-way")
  public String underWay() {
    return standIn.underWay().stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  /** Creates repositories: {@code acme/repo-1} and so on. */
  @POST
  @Path("_repositories")
  public void repositories(
      @QueryParam("org") @DefaultValue("acme") String organization,
      @QueryParam("prefix") @DefaultValue("repo-") String prefix,
      @QueryParam("count") int count) {
    standIn.repositories().create(organization, prefix, count);
  }

  /**
   * Registers a runner without a process; answers its id.
   *
   * @param scope as in the API's paths: {@code orgs/acme}.
   * @param state offline, online or busy.
   */
  @POST
  @Path("_runners")
  public String seed(
      @QueryParam("scope") String scope,
      @QueryParam("name") String name,
      @QueryParam("labels") @DefaultValue("self-hosted") String labels,
      @QueryParam("state") @DefaultValue("offline") String state) {
    return standIn
            .seeded()
            .runner(
                RunnersResource.scope(scope),
                name,
                Arrays.asList(labels.split("\\s*,\\s*", -1)),
                SeededRegistrations.State.valueOf(state.toUpperCase(Locale.ROOT)))
        + "\n";
  }

  /** Returns what the rate limit's current hour has seen. */
  @GET
  @Path("_rate")
  public String rate() {
    return standIn.hour() + "\n";
  }

  /** Every outage, a line, and below it a line for each request that it met. */
  @GET
  @Path("_outages")
  public String outages() {
    return standIn.faults().outages().stream()
        .map(
            log ->
                "%s from %s to %s%n".formatted(log.outage().kind(), log.began(), log.ended())
                    + log.requests().stream()
                        .map(request -> "  " + request.at() + " " + request.line() + "\n")
                        .collect(Collectors.joining()))
        .collect(Collectors.joining());
  }

  @GET
  @Path("_log")
  public String log(@QueryParam("job") long job) {
    return standIn.log(job);
  }

  /** Lines of {@code name=value}; see {@link ForgeFaults}. */
  @PUT
  @Path("_faults")
  public void faults(String lines) throws IOException {
    Properties faults = new Properties();
    faults.load(new StringReader(lines));
    standIn.faults().set(faults);
  }

  @DELETE
  @Path("_faults")
  public void heal() {
    standIn.faults().heal();
  }
}
