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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Batch's task operations. */
@Path("jobs/{job}/tasks")
public record BatchTasksResource(Account account) {

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
  public Response get(@BeanParam Answers answers, @BeanParam TaskPath path) {
    return of(
        answers, path, task -> answers.element("tasks", task.body(answers.base()), task.states));
  }

  @PUT
  @Path("{task}")
  public Response update(@BeanParam Answers answers, @BeanParam TaskPath path, String text) {
    return changed(
        answers,
        path,
        200,
        task -> {
          BatchRules.refuseCompleted(task);
          account.tasks().constrain(task, Body.UPDATE_TASK.read(text));
        });
  }

  @POST
  @Path("{task}/terminate")
  public Response terminate(@BeanParam Answers answers, @BeanParam TaskPath path) {
    return changed(answers, path, 204, account.tasks()::endOnRequest);
  }

  @POST
  @Path("{task}/reactivate")
  public Response reactivate(@BeanParam Answers answers, @BeanParam TaskPath path) {
    return changed(answers, path, 204, account.tasks()::reactivate);
  }

  @DELETE
  @Path("{task}")
  public Response delete(@BeanParam Answers answers, @BeanParam TaskPath path) {
    return of(
        answers,
        path,
        task -> {
          account.tasks().remove(task);
          return Response.ok().build();
        });
  }

  private Response changed(Answers answers, TaskPath path, int status, Consumer<TaskEntry> step) {
    return of(
        answers,
        path,
        task -> {
          step.accept(task);
          return answers.changed(status, task.states);
        });
  }

  /** Answers about a task under the conditions of the request. */
  private Response of(Answers answers, TaskPath path, Function<TaskEntry, Response> answer) {
    synchronized (account) {
      TaskEntry task = find(path);
      answers.check(task.states);
      return answer.apply(task);
    }
  }

  private TaskEntry find(TaskPath path) {
    return find(account, path.job, path.task);
  }

  static TaskEntry find(Account account, String job, String id) {
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
