package dev.mayfly.console.signin;

import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** The refusal of a request, with its answer; for programs as RFC 9457 has it. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Response response;

  RefusedException(Response response) {
    super(String.valueOf(response.getStatus()));
    this.response = response;
  }

  /**
   * @param detail what is wrong and what to do about it.
   */
  static RefusedException problem(int status, String title, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", title);
    problem.put("status", status);
    problem.put("detail", detail);
    Response.ResponseBuilder response =
        Response.status(status).type("application/problem+json").entity(problem);
    // RFC 9110, section 11.6.1; browsers ask their user for nothing on this scheme.
    return new RefusedException(
        (status == 401 ? response.header("WWW-Authenticate", "Bearer realm=\"Mayfly\"") : response)
            .build());
  }

  Response response() {
    return response;
  }
}
