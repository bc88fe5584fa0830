package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.workflow.JobContainers;
import dev.mayfly.standin.forge.workflow.StepPlan;
import dev.mayfly.workflows.id.Scope;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The protocol between stand-in runners and the stand-in. GitHub's own protocol is not public; this
 * one is forms in and {@link Properties} out, so that a runner needs nothing but the JDK. A session
 * is what a runner got for its token; it is gone (404) when its registration is.
 */
@Path("_runner")
@Produces(MediaType.TEXT_PLAIN)
public record RunnerProtocolResource(RunnerSessions sessions, RunnerVersions versions) {

  private static final Duration LONGEST_POLL = Duration.ofSeconds(20);

  /**
   * With a token, a name, labels, perhaps a runner group, and the page's path or an agent pool's
   * name, where the token alone does not say for whom; or with a just-in-time configuration.
   * GitHub's runners say their version.
   */
  @POST
  @Path("register")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public String register(
      @FormParam("jit") @Nullable String jit,
      @FormParam("token") @Nullable String token,
      @FormParam("page") @Nullable String page,
      @FormParam("pool") @Nullable String pool,
      @FormParam("name") @Nullable String name,
      @FormParam("labels") @Nullable String labels,
      @FormParam("group") @Nullable String group,
      @FormParam("version") @Nullable String version,
      @FormParam("ephemeral") boolean ephemeral)
      throws IOException {
    RunnerVersions.checkRegistration(version);
    Runner runner =
        jit != null
            ? sessions.redeem(jit)
            : sessions.register(
                pool != null ? Scope.ofAgentPool(pool) : page == null ? null : scope(page),
                given(token),
                given(name),
                labels(given(labels)),
                ephemeral,
                group == null ? RunnerGroups.DEFAULT : RunnerGroups.id(group));
    sessions.tellVersion(runner, version);
    Properties answer = new Properties();
    answer.setProperty("session", String.valueOf(runner.session));
    answer.setProperty("ephemeral", Boolean.toString(runner.ephemeral));
    answer.setProperty("name", runner.name);
    answer.setProperty("heartbeatMillis", Long.toString(heartbeat().toMillis()));
    return text(answer);
  }

  private Duration heartbeat() {
    Duration third = sessions.offlineAfter().dividedBy(3);
    return third.compareTo(Duration.ofSeconds(1)) < 0 ? third : Duration.ofSeconds(1);
  }

  /** Waits for a job; no content when there is none yet. */
  @POST
  @Path("{session}/acquire")
  public Response acquire(@PathParam("session") String session)
      throws IOException, InterruptedException {
    versions.checkRuntime(sessions.versionOf(session));
    Duration poll = sessions.offlineAfter().dividedBy(2);
    Optional<WorkflowJob> job =
        sessions.acquire(session, poll.compareTo(LONGEST_POLL) < 0 ? poll : LONGEST_POLL);
    return job.isEmpty() ? Response.noContent().build() : Response.ok(offer(job.get())).build();
  }

  private static String offer(WorkflowJob job) throws IOException {
    Properties offer = new Properties();
    offer.setProperty("job", Long.toString(job.id));
    offer.setProperty("key", job.plan.key());
    offer.setProperty("name", job.plan.name());
    offer.setProperty("run", Long.toString(job.run.id));
    offer.setProperty("repository", job.run.repository.fullName());
    offer(job.plan.containers(), offer);
    List<StepPlan> steps = job.plan.steps();
    offer.setProperty("steps", Integer.toString(steps.size()));
    for (int i = 1; i <= steps.size(); i++) {
      StepPlan step = steps.get(i - 1);
      String prefix = "step." + i + ".";
      offer.setProperty(prefix + "name", step.name());
      if (step.run() != null) {
        offer.setProperty(prefix + "run", step.run());
      }
      if (step.uses() != null) {
        offer.setProperty(prefix + "uses", step.uses());
      }
      step.env().forEach((name, value) -> offer.setProperty(prefix + "env." + name, value));
    }
    return text(offer);
  }

  private static void offer(JobContainers containers, Properties offer) {
    if (containers.image() != null) {
      offer.setProperty("container", containers.image());
    }
    List<JobContainers.ServiceContainer> services = containers.services();
    offer.setProperty("services", Integer.toString(services.size()));
    for (int i = 1; i <= services.size(); i++) {
      JobContainers.ServiceContainer service = services.get(i - 1);
      String prefix = "service." + i + ".";
      offer.setProperty(prefix + "name", service.name());
      offer.setProperty(prefix + "image", service.image());
      offer.setProperty(prefix + "ports", String.join(" ", service.ports()));
    }
  }

  @POST
  @Path("{session}/start")
  public void start(@PathParam("session") String session) {
    sessions.start(session);
  }

  @POST
  @Path("{session}/steps/{number}")
  public void step(
      @PathParam("session") String session,
      @PathParam("number") int number,
      @QueryParam("state") String state) {
    sessions.step(session, number, state);
  }

  @POST
  @Path("{session}/log")
  public void log(@PathParam("session") String session, String lines) {
    sessions.log(session, lines);
  }

  /** Answers {@code cancel} when the job is to stop, {@code go on} otherwise. */
  @POST
  @Path("{session}/heartbeat")
  public String heartbeat(@PathParam("session") String session) {
    return sessions.heartbeat(session) ? "cancel" : "go on";
  }

  @POST
  @Path("{session}/complete")
  public void complete(
      @PathParam("session") String session, @QueryParam("conclusion") String conclusion) {
    sessions.complete(session, conclusion);
  }

  private static Scope scope(String page) {
    String path = page.replaceAll("^/+|/+$", "");
    if (path.startsWith("enterprises/")) {
      return Scope.ofEnterprise(path.substring("enterprises/".length()));
    }
    return path.contains("/") ? Scope.ofRepository(path) : Scope.ofOrganization(path);
  }

  private static List<String> labels(String labels) {
    return Arrays.stream(labels.split(",", -1))
        .map(String::strip)
        .filter(l -> !l.isEmpty())
        .toList();
  }

  private static String given(@Nullable String field) {
    if (field == null) {
      throw new ForgeRefusal(400, "a field is missing: token, name and labels, or jit");
    }
    return field;
  }

  private static String text(Properties properties) throws IOException {
    StringWriter text = new StringWriter();
    properties.store(text, null);
    return text.toString();
  }
}
