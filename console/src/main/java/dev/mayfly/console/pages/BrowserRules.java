package dev.mayfly.console.pages;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MultivaluedMap;

/** The rules that browsers are given with each answer: nothing from elsewhere, nothing kept. */
public final class BrowserRules implements ContainerResponseFilter {

  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    MultivaluedMap<String, Object> headers = response.getHeaders();
    headers.putSingle("Content-Security-Policy", POLICY);
    headers.putSingle("X-Content-Type-Options", "nosniff");
    // Not "no-referrer": a form's Origin would then be null.
    headers.putSingle("Referrer-Policy", "same-origin");
    headers.putSingle(
        "Cache-Control",
        request.getUriInfo().getPath().startsWith("assets/") ? "max-age=300" : "no-store");
  }
}
