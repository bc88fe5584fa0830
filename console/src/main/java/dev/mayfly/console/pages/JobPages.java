package dev.mayfly.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.console.api.MessageBody;
import dev.mayfly.console.jobs.Job;
import dev.mayfly.console.jobs.Jobs;
import dev.mayfly.console.jobs.Messages;
import dev.mayfly.console.logs.Logs;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.console.signin.Role;
import dev.mayfly.service.inquiry.Reference;
import dev.mayfly.workflows.cost.LifeCost;
import dev.mayfly.workflows.explanation.AttemptFacts;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.explanation.Step;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page of a job: why it waits or what became of it, its runners, and the messages to it. */
@Path("jobs/{ref}")
@Produces(MediaType.TEXT_HTML + "; charset=utf-8")
public final class JobPages {

  private final Pages pages;
  private final Jobs jobs;
  private final Messages messages;
  private final Logs logs;
  private final LinkSettings links;

  public JobPages(Pages pages, Jobs jobs, Messages messages, Logs logs, LinkSettings links) {
    this.pages = pages;
    this.jobs = jobs;
    this.messages = messages;
    this.logs = logs;
    this.links = links;
  }

  /** Names a job as a part of a path: by its address where that was said, else by its life. */
  static String encoded(Jobs jobs, String words) {
    Reference asked = jobs.read(words);
    return asked.repository() == null
        ? asked.life().toString()
        : URLEncoder.encode(words.strip(), UTF_8);
  }

  @GET
  @RolesAllowed("READER")
  public String job(
      @Auth Caller caller, @PathParam("ref") String ref, @Context ContainerRequestContext request) {
    Job job = jobs.find(jobs.read(ref));
    boolean takesMessages =
        caller.may(Role.OPERATOR)
            && job.facts().life() != null
            && job.facts().life().outcome() == null;
    Map<String, Object> form = Pages.form(request);
    form.put("life", job.life());
    return pages.page(
        Words.line(job.explanation().job()),
        caller,
        live(job, caller),
        "/jobs/" + URLEncoder.encode(ref, UTF_8) + "/events",
        takesMessages ? pages.render("job-messages", form) : "");
  }

  @GET
  @Path("events")
  @Produces("text/event-stream; charset=utf-8")
  @RolesAllowed("READER")
  public String events(
      @Auth Caller caller,
      @PathParam("ref") String ref,
      @HeaderParam("Last-Event-ID") @Nullable String known) {
    Reference asked = jobs.read(ref);
    return pages.events(known, () -> live(jobs.find(asked), caller));
  }

  @POST
  @Path("{message: cancel|reprovision|extend|quarantine|release}")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @RolesAllowed("OPERATOR")
  public String tell(
      @Auth Caller caller,
      @PathParam("ref") String ref,
      @PathParam("message") String message,
      @FormParam("reason") @Nullable String reason,
      @FormParam("force") @Nullable String force,
      @FormParam("duration") @Nullable String duration) {
    String said =
        messages.tell(
            jobs.read(ref).life(),
            message,
            new MessageBody(reason, force != null, duration).from(caller));
    return pages.said(caller, said, "/jobs/" + ref, "the job");
  }

  private String live(Job job, Caller caller) {
    Instant now = pages.now();
    Explanation it = job.explanation();
    Map<String, Object> values = new HashMap<>();
    values.put("state", it.state().word());
    values.put("tone", tone(it));
    values.put("why", it.why());
    values.put("awaited", it.awaited());
    values.put("advice", it.advice());
    values.put("pool", it.pool());
    values.put("cost", job.cost() == null ? "" : LifeCost.inWords(job.cost()));
    values.put("temporal", Words.web(it.life() == null ? null : job.temporal()));
    values.put("forge", Words.web(it.url()));
    values.put("life", it.life());
    if (it.since() != null) {
      values.put("since", it.since().toString());
      values.put("time", Words.time(it.since()));
      values.put("ago", Words.ago(it.since(), now));
    }
    values.put("story", it.story().stream().map(JobPages::event).toList());
    LifeFacts life = job.facts().life();
    values.put("timeline", life == null ? List.of() : Bars.of(life, now));
    values.put("attempts", life == null ? List.of() : attempts(life, caller));
    values.put("hasAttempts", life != null && !life.attempts().isEmpty());
    return pages.render("job", values);
  }

  private static String tone(Explanation it) {
    return switch (it.state()) {
      case STUCK, GIVEN_UP, NOT_SERVED, UNREACHABLE -> "bad";
      case WAITING, HELD, NOT_SEEN -> "waits";
      case RUNNING, CLEANING_UP, DONE, NOT_NEEDED, CANCELLED -> "good";
    };
  }

  private static Map<String, ?> event(Explanation.Happened event) {
    return Map.of(
        "at", event.at().toString(), "time", Words.time(event.at()), "what", event.what());
  }

  private List<Map<String, Object>> attempts(LifeFacts life, Caller caller) {
    return life.attempts().stream()
        .map(
            it -> {
              Map<String, Object> values = new HashMap<>();
              values.put("runner", it.runner());
              values.put("node", Words.line(it.node()));
              values.put("task", Words.line(it.task()));
              values.put("batch", links.task(it.task()));
              values.put("hasLog", caller.may(Role.LOGS) && logs.canBeRead() && isThere(it));
              AttemptFacts.End end = it.end();
              values.put("end", end == null ? "" : Words.line(end.cause()));
              values.put("kept", it.kept() == null ? "" : Words.line(it.kept().reason()));
              return values;
            })
        .toList();
  }

  /** Returns whether a node has its task, with the files of it. */
  private static boolean isThere(AttemptFacts attempt) {
    return attempt.steps().stream().anyMatch(it -> it.step().isOnNode())
        && attempt.steps().stream().noneMatch(it -> it.step() == Step.GONE);
  }
}
