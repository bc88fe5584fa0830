package dev.mayfly.standin.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Batch's operations on a task's files, which are on the node that runs it, or ran it last. Rule
 * batch-task-files.
 */
@Path("jobs/{job}/tasks/{task}/files/{file: .+}")
public final class TaskFilesResource {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");

  private final Account account;

  TaskFilesResource(Account account) {
    this.account = account;
  }

  /** A part of a file: from here on, and how many bytes. */
  private record Part(long from, int length) {}

  @HEAD
  public Response properties(
      @BeanParam Answers answers,
      @PathParam("job") String job,
      @PathParam("task") String task,
      @PathParam("file") String file)
      throws IOException {
    java.nio.file.Path found = find(job, task, file);
    return described(answers, Response.ok(), found)
        .header("Content-Length", Files.size(found))
        .build();
  }

  @GET
  public Response content(
      @BeanParam Answers answers,
      @PathParam("job") String job,
      @PathParam("task") String task,
      @PathParam("file") String file,
      @HeaderParam("ocp-range") @Nullable String range)
      throws IOException {
    java.nio.file.Path found = find(job, task, file);
    try (RandomAccessFile open = new RandomAccessFile(found.toFile(), "r")) {
      Part part = part(range, open.length());
      byte[] bytes = new byte[part.length()];
      open.seek(part.from());
      open.readFully(bytes);
      return described(answers, Response.ok(bytes), found).build();
    }
  }

  /** Reads a range; that the answer to it is 200, as the swagger has it, and not 206 is a guess. */
  private static Part part(@Nullable String range, long size) {
    if (range == null) {
      return new Part(0, Math.toIntExact(size));
    }
    Matcher asked = RANGE.matcher(range);
    if (!asked.matches()) {
      throw Answers.invalidHeader();
    }
    long from = Long.parseLong(asked.group(1));
    long to = Math.min(Long.parseLong(asked.group(2)) + 1, size);
    if (from >= to) {
      throw new BatchError(
          416,
          "InvalidRange",
          "The range specified is invalid for the current size of the resource.");
    }
    return new Part(from, Math.toIntExact(to - from));
  }

  /** As recorded: azure-sdk-for-java, canReadFromNode of 2020. */
  private static Response.ResponseBuilder described(
      Answers answers, Response.ResponseBuilder answer, java.nio.file.Path file)
      throws IOException {
    BasicFileAttributes its = Files.readAttributes(file, BasicFileAttributes.class);
    return answer
        .type("text/plain")
        .header("Last-Modified", date(its.lastModifiedTime().toInstant()))
        .header("ocp-creation-time", date(its.creationTime().toInstant()))
        .header("ocp-batch-file-isdirectory", "False")
        .header("ocp-batch-file-url", URLEncoder.encode(answers.address(), UTF_8))
        .header("ocp-batch-file-mode", "0o100644");
  }

  private static String date(Instant time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.ofInstant(time, ZoneOffset.UTC));
  }

  private java.nio.file.Path find(String job, String id, String file) {
    synchronized (account) {
      TaskEntry task = BatchTasksResource.find(account, job, id);
      task.run().ifPresent(run -> refuseGone(task, run));
      java.nio.file.@Nullable Path directory = account.tasks().directory(task);
      java.nio.file.@Nullable Path found =
          directory == null ? null : directory.resolve(file).normalize();
      if (found == null || !found.startsWith(directory) || !Files.isRegularFile(found)) {
        throw new BatchError(404, "FileNotFound", "The specified file does not exist.");
      }
      return found;
    }
  }

  /** That it is this code where the node has left is a guess. */
  private void refuseGone(TaskEntry task, TaskRun run) {
    if (account
        .pools()
        .find(task.job.poolId())
        .filter(pool -> pool.nodes().contains(run.node()))
        .isEmpty()) {
      throw new BatchError(
          409, "TaskFilesUnavailable", "The files of the specified task are unavailable.");
    }
  }
}
