package dev.mayfly.standin.server;

import dev.mayfly.standin.server.Holds.When;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;

/** Where requests are held: after they have been admitted. */
@PreMatching
@Priority(HoldFilter.LAST)
public final class HoldFilter implements ContainerRequestFilter, ContainerResponseFilter {

  static final int LAST = 9000;

  private final Holds holds;

  public HoldFilter(Holds holds) {
    this.holds = holds;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (!passes(request, When.BEFORE)) {
      request.abortWith(Response.status(503).build());
    }
  }

  // Dropped or not, what was done is done; only the answer is late.
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    boolean unused = passes(request, When.AFTER);
  }

  private boolean passes(ContainerRequestContext request, When when) {
    try {
      return holds.letPass(request.getMethod() + " " + request.getUriInfo().getPath(), when);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
