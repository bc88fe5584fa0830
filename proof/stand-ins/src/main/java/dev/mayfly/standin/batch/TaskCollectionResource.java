package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** Many tasks at once, each with a status of its own. */
@Path("jobs/{job}/addtaskcollection")
public record TaskCollectionResource(Account account) {

  @POST
  public Response addAll(@BeanParam Answers answers, @PathParam("job") String job, String text) {
    ArrayNode tasks =
        BatchRules.atMostAHundred(
            Body.ADD_TASKS.read(text), "value", "at most 100 tasks can be added at once");
    synchronized (account) {
      JobEntry unused = BatchJobsResource.find(account, job);
    }
    ObjectNode result = Json.object();
    ArrayNode value = result.putArray("value");
    for (JsonNode task : tasks) {
      value.add(addOne(answers, job, task));
    }
    return answers.result("taskaddresult", result);
  }

  private ObjectNode addOne(Answers answers, String job, JsonNode body) {
    String id = body.path("id").asText();
    try {
      TaskEntry task = add(account, job, Body.ADD_TASK.read(body.toString()));
      return Json.object()
          .put("status", "Success")
          .put("taskId", id)
          .put("eTag", task.states.etag())
          .put("lastModified", Json.time(task.states.modified()))
          .put("location", answers.base() + "/jobs/" + job + "/tasks/" + id);
    } catch (BatchError e) {
      ObjectNode failed = Json.object().put("status", "ClientError").put("taskId", id);
      ObjectNode error = failed.putObject("error").put("code", e.code());
      error.putObject("message").put("lang", "en-US").put("value", e.getMessage());
      return failed;
    }
  }

  static TaskEntry add(Account account, String job, ObjectNode body) {
    synchronized (account) {
      TaskEntry task =
          new TaskEntry(BatchRules.id(body), BatchJobsResource.find(account, job), body);
      BatchRules.checkTask(body);
      account
          .pools()
          .find(task.job.poolId())
          .ifPresent(pool -> BatchRules.checkElevation(body, pool));
      account.tasks().add(task);
      return task;
    }
  }
}
