package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Many tasks at once, each with a status of its own. */
@Path("jobs/{job}/addtaskcollection")
public final class TaskCollectionResource {

  private static final int MOST_AT_ONCE = 100;

  private final Account account;

  TaskCollectionResource(Account account) {
    this.account = account;
  }

  @POST
  public Response addAll(
      @Context UriInfo uri,
      @Context HttpHeaders headers,
      @PathParam("job") String job,
      String text) {
    if (!(Json.parse(text).get("value") instanceof ArrayNode tasks)) {
      throw BatchError.missing("value");
    }
    if (tasks.size() > MOST_AT_ONCE) {
      throw BatchError.invalid("value", "at most 100 tasks can be added at once");
    }
    Answers answers = new Answers(uri, headers);
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
      TaskEntry task = add(account, job, Json.parse(body.toString()));
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
      TaskEntry task = new TaskEntry(Ids.of(body), BatchJobsResource.find(account, job), body);
      Json.text(body, "commandLine");
      check(body);
      account.tasks().add(task);
      return task;
    }
  }

  private static void checkMounts(JsonNode mounts) {
    Set<String> sources = new HashSet<>();
    for (JsonNode mount : mounts) {
      if (!sources.add(mount.path("source").asText().toLowerCase(Locale.ROOT))) {
        throw BatchError.invalid("containerHostBatchBindMounts", "a source is there twice");
      }
    }
  }

  private static void check(ObjectNode body) {
    if (body.get("containerSettings") instanceof ObjectNode container) {
      Json.text(container, "imageName");
      checkMounts(container.path("containerHostBatchBindMounts"));
    }
    for (JsonNode setting : body.path("environmentSettings")) {
      if (!setting.path("name").isTextual()) {
        throw BatchError.missing("environmentSettings.name");
      }
    }
  }
}
