package dev.mayfly.console.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mayfly.console.jobs.Refusal;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as programs read it: RFC 9457.
 *
 * @param type the place in the documentation that says what it means.
 * @param field that is wrong in the request; absent: none is.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type, String title, int status, String detail, @Nullable String field) {

  public static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(Refusal refusal) {
    return of(refusal.kind().title(), refusal.kind().status(), refusal.why(), refusal.field());
  }

  static Problem of(Response.StatusType status, String detail) {
    return of(status.getReasonPhrase(), status.getStatusCode(), detail, null);
  }

  static Problem of(String title, int status, String detail, @Nullable String field) {
    return new Problem(
        "docs/console.md#" + title.toLowerCase(Locale.ROOT).replace(' ', '-'),
        title,
        status,
        detail,
        field);
  }
}
