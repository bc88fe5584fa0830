package dev.mayfly.console.pages;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.console.jobs.JobRow;
import dev.mayfly.console.jobs.Jobs;
import dev.mayfly.console.jobs.Overview.Glance;
import dev.mayfly.console.jobs.PoolView;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.workflows.life.LifePhase;
import dev.mayfly.workflows.pool.PoolPause;
import dev.mayfly.workflows.pool.PoolStatus;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The page that all begins with: is it up, does anybody wait, is a pool stuck, what needs me. */
@Path("/")
@Produces(MediaType.TEXT_HTML + "; charset=utf-8")
public record StartPage(Pages pages, Jobs jobs) {

  @GET
  @RolesAllowed("READER")
  public String start(@Auth Caller caller) {
    return pages.page("Jobs", caller, live(), "/events", "");
  }

  @GET
  @Path("events")
  @Produces("text/event-stream; charset=utf-8")
  @RolesAllowed("READER")
  public String events(@Auth Caller caller, @HeaderParam("Last-Event-ID") @Nullable String known) {
    return pages.events(known, this::live);
  }

  /** Leads to the job that is named. */
  @GET
  @Path("search")
  @RolesAllowed("READER")
  public Response search(@Auth Caller caller, @QueryParam("job") @DefaultValue("") String words) {
    return Response.seeOther(URI.create("/jobs/" + JobPages.encoded(jobs, words))).build();
  }

  private String live() {
    Glance glance = pages.glance();
    Instant now = pages.now();
    Map<String, Object> values = new HashMap<>();
    values.put("faults", glance.faults());
    values.put("isUp", glance.faults().isEmpty());
    values.put("waiting", glance.waiting());
    Instant oldest = glance.oldest();
    values.put("oldest", oldest == null ? "" : Words.ago(oldest, now));
    values.put("running", glance.running());
    values.put("isPartial", !glance.isWhole());
    values.put("pools", glance.pools().stream().map(pool -> pool(pool, glance)).toList());
    List<Map<String, ?>> needs = needs(glance, now);
    values.put("needs", needs);
    values.put("isCalm", glance.faults().isEmpty() && needs.isEmpty());
    values.put("jobs", open(glance, job -> true, now));
    values.put("isIdle", glance.jobs().isEmpty());
    values.put("recent", glance.recent().stream().map(job -> row(job, glance, now)).toList());
    values.put("hasRecent", !glance.recent().isEmpty());
    return pages.render("start", values);
  }

  static Map<String, Object> pool(PoolView pool, Glance glance) {
    Map<String, Object> values = new HashMap<>();
    values.put("name", pool.name());
    values.put("isStuck", pool.isStuck());
    values.put("waiting", waiting(pool, glance));
    values.put("isWaited", waiting(pool, glance) > 0);
    PoolStatus status = pool.status();
    if (status != null) {
      values.put("running", status.running());
      // Of one that is paused, more is said elsewhere on both pages.
      values.put("line", status.pause() == null ? Words.line(status.line()) : "");
      values.put("cap", status.maxRunners());
    }
    return values;
  }

  private static long waiting(PoolView pool, Glance glance) {
    return glance.jobs().stream()
        .filter(job -> job.waits() && pool.name().equals(job.pool()))
        .count();
  }

  private static List<Map<String, ?>> needs(Glance glance, Instant now) {
    List<Map<String, ?>> needs = new ArrayList<>();
    for (PoolView pool : glance.pools()) {
      if (pool.isStuck()) {
        needs.add(Map.of("what", stuck(pool, now), "link", "/pools/" + pool.name()));
      }
    }
    for (JobRow job : glance.recent()) {
      if ("AttemptsSpent".equals(job.outcome())) {
        needs.add(
            Map.of(
                "what",
                "The attempts of job " + job.job() + " are spent: it has no runner.",
                "link",
                "/jobs/" + job.life()));
      }
    }
    return needs;
  }

  private static String stuck(PoolView pool, Instant now) {
    PoolPause pause = pool.status() == null ? null : pool.status().pause();
    return pause == null
        ? "Pool " + pool.name() + " does not make the runners that are wanted."
        : "Pool %s has been paused for %s by %s: %s"
            .formatted(
                pool.name(),
                Words.ago(pause.at(), now),
                Words.line(pause.by()),
                Words.line(pause.cause()));
  }

  /** Those that wait come first, and among them the oldest. */
  static List<Map<String, Object>> open(Glance glance, Predicate<JobRow> which, Instant now) {
    return glance.jobs().stream()
        .filter(which)
        .sorted(Comparator.comparing((JobRow job) -> !job.waits()).thenComparing(JobRow::begun))
        .map(job -> row(job, glance, now))
        .toList();
  }

  static Map<String, Object> row(JobRow job, Glance glance, Instant now) {
    Map<String, Object> values = new HashMap<>();
    values.put("life", job.life());
    values.put("job", job.job());
    values.put("repository", Words.line(requireNonNullElse(job.repository(), "")));
    values.put("pool", job.pool());
    values.put("phase", job.phase() == LifePhase.ENDED ? job.outcome() : Words.phase(job.phase()));
    values.put("waits", job.waits());
    values.put("why", Words.line(glance.why(job)));
    values.put("outcome", job.outcome() == null ? "ended from outside" : outcome(job.outcome()));
    values.put("isBad", job.outcome() == null || job.outcome().equals("AttemptsSpent"));
    values.put("age", Words.ago(job.ended() == null ? job.begun() : job.ended(), now));
    return values;
  }

  private static String outcome(String name) {
    return switch (name) {
      case "Completed" -> "completed";
      case "NotNeeded" -> "not needed";
      case "Cancelled" -> "cancelled";
      case "AttemptsSpent" -> "attempts spent";
      default -> name;
    };
  }
}
