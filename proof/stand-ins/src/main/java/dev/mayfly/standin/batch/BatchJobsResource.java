package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.function.Consumer;

/** Batch's job operations. */
@Path("jobs")
public record BatchJobsResource(Account account) {

  @POST
  public Response add(@BeanParam Answers answers, String text) {
    ObjectNode body = Body.ADD_JOB.read(text);
    BatchRules.checkPriority(body);
    JobEntry job = new JobEntry(BatchRules.id(body), account.clock(), body);
    BatchRules.requirePool(body);
    synchronized (account) {
      checkPool(job);
      account.jobs().add(job);
      account.jobs().limit(job);
      account.jobs().settle(job);
    }
    // Whatever the id: so it was recorded, twice.
    return answers.created("/jobs/job-1", job.states);
  }

  private void checkPool(JobEntry job) {
    if (job.autoPool().isEmpty() && account.pools().find(job.poolId()).isEmpty()) {
      throw PoolsResource.notFound();
    }
  }

  @GET
  public Response list(@BeanParam Answers answers) {
    synchronized (account) {
      return answers.result(
          "jobs",
          answers.page("id", account.jobs().all().stream().map(job -> job.body(answers.base()))));
    }
  }

  @GET
  @Path("{job}")
  public Response get(@BeanParam Answers answers, @PathParam("job") String id) {
    synchronized (account) {
      JobEntry job = find(id);
      answers.check(job.states);
      return answers.element("jobs", job.body(answers.base()), job.states);
    }
  }

  @PATCH
  @Path("{job}")
  public Response patch(@BeanParam Answers answers, @PathParam("job") String id, String text) {
    return change(answers, id, Body.PATCH_JOB.read(text), false);
  }

  @PUT
  @Path("{job}")
  public Response update(@BeanParam Answers answers, @PathParam("job") String id, String text) {
    return change(answers, id, Body.UPDATE_JOB.read(text), true);
  }

  private Response change(Answers answers, String id, ObjectNode body, boolean whole) {
    return changed(
        answers,
        id,
        200,
        job -> {
          BatchRules.allow(job, "active", "disabled", "disabling", "enabling");
          BatchRules.checkPriority(body);
          job.change(body, whole);
          account.jobs().limit(job);
          account.jobs().settle(job);
        });
  }

  @DELETE
  @Path("{job}")
  public Response delete(@BeanParam Answers answers, @PathParam("job") String id) {
    synchronized (account) {
      JobEntry job = checked(answers, id);
      if (job.states.is("deleting")) {
        throw job.refusal();
      }
      account.jobs().delete(job);
      return Response.status(202).build();
    }
  }

  @POST
  @Path("{job}/disable")
  public Response disable(@BeanParam Answers answers, @PathParam("job") String id, String text) {
    String fate = Json.text(Body.DISABLE_JOB.read(text), "disableTasks");
    return changed(
        answers,
        id,
        202,
        job -> {
          BatchRules.allow(job, "active", "disabling", "disabled");
          account.jobs().disable(job, fate);
        });
  }

  @POST
  @Path("{job}/enable")
  public Response enable(@BeanParam Answers answers, @PathParam("job") String id) {
    return changed(
        answers,
        id,
        202,
        job -> {
          BatchRules.allow(job, "disabled", "disabling");
          job.states.touch();
          job.states.move("active");
          account.tasks().assignSlots();
        });
  }

  @POST
  @Path("{job}/terminate")
  public Response terminate(@BeanParam Answers answers, @PathParam("job") String id, String text) {
    String reason =
        Body.TERMINATE_JOB.readIfThere(text).path("terminateReason").asText("UserTerminate");
    return changed(answers, id, 202, job -> terminate(job, reason));
  }

  private void terminate(JobEntry job, String reason) {
    BatchRules.allow(job, "active", "enabling", "disabled", "disabling");
    job.states.touch();
    account.jobs().terminate(job, reason);
  }

  /** Changes a job under the conditions of the request. */
  private Response changed(Answers answers, String id, int status, Consumer<JobEntry> step) {
    synchronized (account) {
      JobEntry job = checked(answers, id);
      step.accept(job);
      return answers.changed(status, job.states);
    }
  }

  @GET
  @Path("{job}/taskcounts")
  public Response counts(@BeanParam Answers answers, @PathParam("job") String id) {
    synchronized (account) {
      JobEntry job = find(id);
      ObjectNode body = Json.object();
      // One slot a task: the counts are the same.
      body.set("taskCounts", counts(job));
      body.set("taskSlotCounts", counts(job));
      return answers.result("taskcountsresult/@Element", body);
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

  private JobEntry checked(Answers answers, String id) {
    JobEntry job = find(id);
    answers.check(job.states);
    return job;
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
