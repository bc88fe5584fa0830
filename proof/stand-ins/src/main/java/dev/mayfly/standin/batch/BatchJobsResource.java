package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import java.util.Set;

/** Batch's job operations. */
@Path("jobs")
public final class BatchJobsResource {

  private static final int MOST_PRIORITY = 1000;

  private final Account account;

  BatchJobsResource(Account account) {
    this.account = account;
  }

  @POST
  public Response add(@Context UriInfo uri, @Context HttpHeaders headers, String text) {
    ObjectNode body = Json.parse(text);
    checkPriority(body);
    JobEntry job = new JobEntry(Ids.of(body), account.clock(), body);
    requirePool(body);
    synchronized (account) {
      checkPool(job);
      account.jobs().add(job);
      account.jobs().limit(job);
      account.jobs().settle(job);
    }
    // Whatever the id: so it was recorded, twice.
    return new Answers(uri, headers).created("/jobs/job-1", job.states);
  }

  private static void checkPriority(ObjectNode body) {
    if (Math.abs(body.path("priority").asInt()) > MOST_PRIORITY) {
      throw new BatchError(
          400, "OutOfRangePriority", "The specified priority is out of the permissible range.");
    }
  }

  private static void requirePool(ObjectNode body) {
    if (!(body.get("poolInfo") instanceof ObjectNode poolInfo)) {
      throw BatchError.missing("poolInfo");
    }
    if (!poolInfo.path("autoPoolSpecification").isObject()) {
      String unused = Json.text(poolInfo, "poolId");
    }
  }

  private void checkPool(JobEntry job) {
    if (job.autoPool().isEmpty() && account.pools().find(job.poolId()).isEmpty()) {
      throw PoolsResource.notFound();
    }
  }

  @GET
  public Response list(@Context UriInfo uri, @Context HttpHeaders headers) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      return answers.result(
          "jobs",
          new Listing(uri)
              .page(account.jobs().all().stream().map(job -> job.body(answers.base()))));
    }
  }

  @GET
  @Path("{job}")
  public Response get(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("job") String id) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      JobEntry job = find(id);
      answers.check(job.states);
      return answers.element("jobs", job.body(answers.base()), job.states);
    }
  }

  @PATCH
  @Path("{job}")
  public Response patch(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String id,
      String text) {
    return change(uri, headers, id, Json.parse(text), false);
  }

  @PUT
  @Path("{job}")
  public Response update(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String id,
      String text) {
    ObjectNode body = Json.parse(text);
    if (!body.has("poolInfo")) {
      throw BatchError.missing("poolInfo");
    }
    return change(uri, headers, id, body, true);
  }

  private Response change(
      UriInfo uri, HttpHeaders headers, String id, ObjectNode body, boolean whole) {
    synchronized (account) {
      JobEntry job = checked(uri, headers, id);
      allow(job, Set.of("active", "disabled", "disabling", "enabling"));
      checkPriority(body);
      job.change(body, whole);
      account.jobs().limit(job);
      account.jobs().settle(job);
      return new Answers(uri, headers).changed(200, job.states);
    }
  }

  @DELETE
  @Path("{job}")
  public Response delete(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("job") String id) {
    synchronized (account) {
      JobEntry job = checked(uri, headers, id);
      if (job.states.is("deleting")) {
        throw job.refusal();
      }
      account.jobs().delete(job);
      return Response.status(202).build();
    }
  }

  @POST
  @Path("{job}/disable")
  public Response disable(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String id,
      String text) {
    String fate = Json.text(Json.parse(text), "disableTasks");
    if (!Set.of("requeue", "terminate", "wait").contains(fate.toLowerCase(Locale.ROOT))) {
      throw BatchError.invalid("disableTasks", "expected requeue, terminate or wait");
    }
    synchronized (account) {
      JobEntry job = checked(uri, headers, id);
      allow(job, Set.of("active", "disabling", "disabled"));
      account.jobs().disable(job, fate);
      return new Answers(uri, headers).changed(202, job.states);
    }
  }

  @POST
  @Path("{job}/enable")
  public Response enable(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("job") String id) {
    synchronized (account) {
      JobEntry job = checked(uri, headers, id);
      allow(job, Set.of("disabled", "disabling"));
      job.states.touch();
      job.states.move("active");
      account.tasks().look();
      return new Answers(uri, headers).changed(202, job.states);
    }
  }

  @POST
  @Path("{job}/terminate")
  public Response terminate(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String id,
      String text) {
    String reason =
        text.isBlank()
            ? "UserTerminate"
            : Json.parse(text).path("terminateReason").asText("UserTerminate");
    synchronized (account) {
      JobEntry job = checked(uri, headers, id);
      allow(job, Set.of("active", "enabling", "disabled", "disabling"));
      job.states.touch();
      account.jobs().terminate(job, reason);
      return new Answers(uri, headers).changed(202, job.states);
    }
  }

  @GET
  @Path("{job}/taskcounts")
  public Response counts(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("job") String id) {
    synchronized (account) {
      JobEntry job = find(id);
      ObjectNode body = Json.object();
      // One slot a task: the counts are the same.
      body.set("taskCounts", counts(job));
      body.set("taskSlotCounts", counts(job));
      return new Answers(uri, headers).result("taskcountsresult/@Element", body);
    }
  }

  private static ObjectNode counts(JobEntry job) {
    long failed = job.entries().stream().filter(TaskEntry::failed).count();
    long completed = count(job, "completed");
    return Json.object()
        .put("active", count(job, "active"))
        .put("running", count(job, "running") + count(job, "preparing"))
        .put("completed", completed)
        .put("succeeded", completed - failed)
        .put("failed", failed);
  }

  private static long count(JobEntry job, String state) {
    return job.entries().stream().filter(task -> task.states.is(state)).count();
  }

  private JobEntry checked(UriInfo uri, HttpHeaders headers, String id) {
    JobEntry job = find(id);
    new Answers(uri, headers).check(job.states);
    return job;
  }

  private static void allow(JobEntry job, Set<String> states) {
    if (!states.contains(job.states.state())) {
      throw job.refusal();
    }
  }

  private JobEntry find(String id) {
    return find(account, id);
  }

  static JobEntry find(Account account, String id) {
    return account
        .jobs()
        .find(id)
        .orElseThrow(() -> new BatchError(404, "JobNotFound", "The specified job does not exist."));
  }
}
