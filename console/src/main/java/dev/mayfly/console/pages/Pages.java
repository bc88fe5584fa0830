package dev.mayfly.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import dev.mayfly.console.jobs.Overview.Glance;
import dev.mayfly.console.jobs.Refusal;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.console.signin.Role;
import dev.mayfly.console.signin.SignIn;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The frame that all pages have, and the events that keep one up to date. */
public final class Pages {

  private final String installation;
  private final Supplier<Glance> overview;
  private final InstantSource clock;
  private final Templates templates = new Templates();

  public Pages(String installation, Supplier<Glance> overview, InstantSource clock) {
    this.installation = installation;
    this.overview = overview;
    this.clock = clock;
  }

  Glance glance() {
    return overview.get();
  }

  Instant now() {
    return clock.instant();
  }

  String render(String template, Map<String, ?> values) {
    return templates.render(template, values);
  }

  /**
   * A page.
   *
   * @param live what changes, as HTML.
   * @param events the path of the events with which it changes; absent: it does not.
   * @param rest what does not change, as HTML.
   */
  String page(
      String title, @Nullable Caller caller, String live, @Nullable String events, String rest) {
    Map<String, Object> values = new HashMap<>();
    values.put("title", title);
    values.put("installation", installation);
    values.put("live", live);
    values.put("rest", rest);
    if (events != null) {
      values.put("events", events);
      // A form would lose what has been written into it.
      values.put("refreshes", rest.isEmpty());
    }
    if (caller != null) {
      values.put("caller", caller.name());
      values.put("notice", caller.notice());
      values.put("readsOnly", !caller.may(Role.OPERATOR));
    }
    return render("page", values);
  }

  /** A page that says why there is none. */
  public String problem(String title, String detail) {
    return page(title, null, render("problem", Map.of("detail", detail)), null, "");
  }

  /** The forms' hidden field, where the sign-in has one. */
  static Map<String, Object> form(ContainerRequestContext request) {
    Object token = request.getProperty(SignIn.FORM_TOKEN);
    return new HashMap<>(token == null ? Map.of() : Map.of("token", token));
  }

  /**
   * The page that follows a message.
   *
   * @param said the answer to it.
   * @param back the path of the page of what it was sent to.
   * @param what that is.
   */
  String said(Caller caller, String said, String back, String what) {
    Map<String, ?> values = Map.of("said", said, "back", back, "what", what);
    return page("Done", caller, render("said", values), null, "");
  }

  /**
   * The answer to a page that asks what has changed: it asks again in two seconds, and names what
   * it knows.
   *
   * @param known the last event's id; absent: there was none.
   */
  String events(@Nullable String known, Supplier<String> now) {
    String live = liveOrWhyNot(now);
    String id = Hashing.sha256().hashString(live, UTF_8).toString();
    String data = live.replace("\r", "").replace("\n", "\ndata: ");
    String event = "id: " + id + "\nevent: changed\ndata: " + data + "\n\n";
    return "retry: 2000\n" + (id.equals(known) ? "\n" : event);
  }

  /** An event source that is refused once never asks again. */
  private String liveOrWhyNot(Supplier<String> live) {
    try {
      return live.get();
    } catch (Refusal refusal) {
      return render("problem", Map.of("detail", refusal.why()));
    }
  }
}
