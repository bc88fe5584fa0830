package dev.mayfly.standin.batch;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Batch's task operations. */
@Path("jobs/{job}/tasks")
public final class BatchTasksResource {

  private final Account account;

  BatchTasksResource(Account account) {
    this.account = account;
  }

  @POST
  public Response add(@BeanParam Answers answers, @PathParam("job") String job, String text) {
    TaskEntry task = TaskCollectionResource.add(account, job, Body.ADD_TASK.read(text));
    return answers.created("/jobs/" + job + "/tasks/" + task.id, task.states);
  }

  @GET
  public Response list(@BeanParam Answers answers, @PathParam("job") String job) {
    synchronized (account) {
      return answers.result(
          "tasks",
          answers.page(
              "id",
              BatchJobsResource.find(account, job).entries().stream()
                  .map(task -> task.body(answers.base()))));
    }
  }

  @GET
  @Path("{task}")
  public Response get(
      @BeanParam Answers answers, @PathParam("job") String job, @PathParam("task") String id) {
    synchronized (account) {
      TaskEntry task = find(job, id);
      answers.check(task.states);
      return answers.element("tasks", task.body(answers.base()), task.states);
    }
  }

  @PUT
  @Path("{task}")
  public Response update(
      @BeanParam Answers answers,
      @PathParam("job") String job,
      @PathParam("task") String id,
      String text) {
    return changed(
        answers,
        job,
        id,
        200,
        task -> {
          BatchRules.refuseCompleted(task);
          account.tasks().constrain(task, Body.UPDATE_TASK.read(text));
        });
  }

  @POST
  @Path("{task}/terminate")
  public Response terminate(
      @BeanParam Answers answers, @PathParam("job") String job, @PathParam("task") String id) {
    return changed(answers, job, id, 204, this::end);
  }

  private void end(TaskEntry task) {
    BatchRules.refuseCompleted(task);
    task.states.touch();
    account.tasks().end(task, "Task Was Ended by User Request");
  }

  @POST
  @Path("{task}/reactivate")
  public Response reactivate(
      @BeanParam Answers answers, @PathParam("job") String job, @PathParam("task") String id) {
    return changed(answers, job, id, 204, this::reactivate);
  }

  private void reactivate(TaskEntry task) {
    BatchRules.checkReactivation(task);
    task.reactivated();
    account.tasks().assignSlots();
  }

  @DELETE
  @Path("{task}")
  public Response delete(
      @BeanParam Answers answers, @PathParam("job") String job, @PathParam("task") String id) {
    synchronized (account) {
      TaskEntry task = find(job, id);
      answers.check(task.states);
      account.tasks().remove(task);
      return Response.ok().build();
    }
  }

  /** Changes a task under the conditions of the request. */
  private Response changed(
      Answers answers, String job, String id, int status, Consumer<TaskEntry> step) {
    synchronized (account) {
      TaskEntry task = find(job, id);
      answers.check(task.states);
      step.accept(task);
      return answers.changed(status, task.states);
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
