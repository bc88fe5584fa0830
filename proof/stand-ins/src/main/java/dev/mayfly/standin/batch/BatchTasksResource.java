package dev.mayfly.standin.batch;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** Batch's task operations. */
@Path("jobs/{job}/tasks")
public final class BatchTasksResource {

  private final Account account;

  BatchTasksResource(Account account) {
    this.account = account;
  }

  @POST
  public Response add(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String job,
      String text) {
    TaskEntry task = TaskCollectionResource.add(account, job, Json.parse(text));
    return new Answers(uri, headers).created("/jobs/" + job + "/tasks/" + task.id, task.states);
  }

  @GET
  public Response list(
      @Context UriInfo uri, @Context HttpHeaders headers, @PathParam("job") String job) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      return answers.result(
          "tasks",
          new Listing(uri)
              .page(
                  BatchJobsResource.find(account, job).entries().stream()
                      .map(task -> task.body(answers.base()))));
    }
  }

  @GET
  @Path("{task}")
  public Response get(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String job,
      @PathParam("task") String id) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      TaskEntry task = find(job, id);
      answers.check(task.states);
      return answers.element("tasks", task.body(answers.base()), task.states);
    }
  }

  @PUT
  @Path("{task}")
  public Response update(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String job,
      @PathParam("task") String id,
      String text) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      TaskEntry task = find(job, id);
      answers.check(task.states);
      refuseCompleted(task);
      account.tasks().constrain(task, Json.parse(text));
      return answers.changed(200, task.states);
    }
  }

  @POST
  @Path("{task}/terminate")
  public Response terminate(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String job,
      @PathParam("task") String id) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      TaskEntry task = find(job, id);
      answers.check(task.states);
      refuseCompleted(task);
      task.states.touch();
      account.tasks().end(task, "Task Was Ended by User Request");
      return answers.changed(204, task.states);
    }
  }

  @POST
  @Path("{task}/reactivate")
  public Response reactivate(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String job,
      @PathParam("task") String id) {
    Answers answers = new Answers(uri, headers);
    synchronized (account) {
      TaskEntry task = find(job, id);
      answers.check(task.states);
      if (!task.job.states.is("active")) {
        throw task.job.refusal();
      }
      if (!task.states.is("completed") || !task.failed()) {
        throw new BatchError(
            409,
            "OperationInvalidForCurrentState",
            "Only a task that has failed can be reactivated.");
      }
      task.reactivated();
      account.tasks().look();
      return answers.changed(204, task.states);
    }
  }

  @DELETE
  @Path("{task}")
  public Response delete(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String job,
      @PathParam("task") String id) {
    synchronized (account) {
      TaskEntry task = find(job, id);
      new Answers(uri, headers).check(task.states);
      account.tasks().remove(task);
      return Response.ok().build();
    }
  }

  private static void refuseCompleted(TaskEntry task) {
    if (task.states.is("completed")) {
      throw new BatchError(
          409, "TaskCompleted", "The specified task is already in a completed state.");
    }
  }

  private TaskEntry find(String job, String id) {
    JobEntry found = BatchJobsResource.find(account, job);
    if (found.states.is("deleting")) {
      throw found.refusal();
    }
    @Nullable TaskEntry task = found.tasks().get(id);
    if (task == null) {
      throw new BatchError(404, "TaskNotFound", "The specified task does not exist.");
    }
    return task;
  }
}
