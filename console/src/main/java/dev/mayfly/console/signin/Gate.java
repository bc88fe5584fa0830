package dev.mayfly.console.signin;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.net.URI;
import java.util.Set;

/** Guards one method of a resource: lets in those who have one of its roles. */
@Priority(Priorities.AUTHENTICATION)
final class Gate implements ContainerRequestFilter, ContainerResponseFilter {

  static final String VISITOR = "mayfly.visitor";

  private static final Set<String> CHANGES_NOTHING = Set.of("GET", "HEAD", "OPTIONS");

  private final Door door;
  private final Set<Role> needed;

  /**
   * @param needed one of these; none: anybody may come.
   */
  Gate(Door door, Set<Role> needed) {
    this.door = door;
    this.needed = needed;
  }

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    try {
      Visitor visitor = door.visitor(request);
      if (!needed.isEmpty()) {
        demand(visitor, request);
      }
      if (!CHANGES_NOTHING.contains(request.getMethod())) {
        new SentForm(request).check(visitor, door.sessions());
      }
      admit(visitor, request);
    } catch (RefusedException e) {
      request.abortWith(e.response());
    }
  }

  private void admit(Visitor visitor, ContainerRequestContext request) {
    request.setProperty(VISITOR, visitor);
    visitor
        .session()
        .ifPresent(it -> request.setProperty(SignIn.FORM_TOKEN, door.sessions().formToken(it)));
    visitor
        .caller()
        .ifPresent(it -> request.setSecurityContext(new SignedIn(it, visitor.address())));
  }

  private void demand(Visitor visitor, ContainerRequestContext request) throws RefusedException {
    if (visitor.caller().isEmpty()) {
      throw isPage(request)
          ? new RefusedException(Response.seeOther(signIn(visitor, request)).build())
          : RefusedException.problem(
              401, "Unauthorized", "sign in, or send a secret: Authorization: Bearer SECRET");
    }
    Caller caller = visitor.caller().get();
    if (needed.stream().noneMatch(caller::may)) {
      throw isPage(request)
          ? new RefusedException(SignInPage.lacking(caller, needed))
          : RefusedException.problem(403, "Forbidden", SignInPage.lacks(caller, needed));
    }
  }

  private static URI signIn(Visitor visitor, ContainerRequestContext request) {
    return UriBuilder.fromUri(visitor.address())
        .path("sign-in")
        .queryParam("to", "{to}")
        .build(SignInResource.local(request.getUriInfo().getRequestUri()));
  }

  private static boolean isPage(ContainerRequestContext request) {
    return request.getMethod().equals("GET")
        && request.getAcceptableMediaTypes().stream()
            .anyMatch(it -> !it.isWildcardType() && it.isCompatible(MediaType.TEXT_HTML_TYPE));
  }

  /** Renews the cookie. */
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(VISITOR) instanceof Visitor visitor) {
      visitor
          .session()
          .filter(door.sessions()::isDue)
          .map(it -> door.sessions().cookie(it, visitor.address()))
          .ifPresent(it -> response.getHeaders().add("Set-Cookie", it));
    }
  }
}
