package dev.mayfly.console.api;

import dev.mayfly.console.jobs.JobQuery;
import dev.mayfly.console.jobs.Refusal;
import dev.mayfly.console.logs.LogFile;
import dev.mayfly.console.logs.LogPart;
import dev.mayfly.console.logs.LogQuery;
import dev.mayfly.console.logs.Logs;
import dev.mayfly.console.signin.Caller;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The logs of runners; {@code openapi.yaml} says what is asked and answered. */
@Path("api/v1/jobs/{ref}/log")
@Produces(MediaType.TEXT_PLAIN + "; charset=utf-8")
public final class LogResource {

  private static final int LATER_SECONDS = 2;

  private final Logs logs;

  public LogResource(Logs logs) {
    this.logs = logs;
  }

  @GET
  @RolesAllowed("LOGS")
  public Response log(
      @Auth Caller caller,
      @PathParam("ref") String ref,
      @QueryParam("file") @DefaultValue("stdout") String file,
      @QueryParam("attempt") @Nullable String attempt,
      @QueryParam("offset") @DefaultValue("0") String offset,
      @QueryParam("batchJob") @Nullable String batchJob) {
    LogFile which = JobQuery.read("file", LogFile.class, file);
    LogPart part =
        logs.read(
            new LogQuery(
                ref.strip(),
                attempt == null ? null : (int) number("attempt", attempt, 4),
                batchJob,
                which,
                number("offset", offset, 15)));
    Response.ResponseBuilder answer = Response.ok(part.bytes());
    if (part.runs() || part.hasMore()) {
      answer.header("Link", "<" + next(part, which) + ">; rel=\"next\"");
    }
    if (part.runs() && !part.hasMore()) {
      answer.header("Retry-After", LATER_SECONDS);
    }
    return answer.header("Task-State", part.runs() ? "running" : "completed").build();
  }

  private static long number(String field, String text, int digits) {
    if (!text.matches("[0-9]{1," + digits + "}")) {
      throw Refusal.invalid(field, "must be a number of " + digits + " digits at most");
    }
    return Long.parseLong(text);
  }

  /** Returns it as seen from here; the runner and its Batch job have all that is needed. */
  private static String next(LogPart part, LogFile file) {
    return "../%s/log?file=%s&offset=%d&batchJob=%s"
        .formatted(
            part.task().task(),
            file.name().toLowerCase(Locale.ROOT),
            part.next(),
            part.task().batchJob());
  }
}
