package dev.mayfly.console.signin;

import static java.util.Objects.requireNonNullElse;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where people come in and leave. */
@Path("/")
@PermitAll
public record SignInResource(Door door, boolean hasProvider) {

  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  /**
   * Offers the ways to sign in; the provider's at once where it is the only one.
   *
   * @param to the page that was asked for first.
   */
  @GET
  @Path("sign-in")
  public Response offer(
      @QueryParam("to") @Nullable String to, @Context ContainerRequestContext request) {
    Visitor visitor = visitor(request);
    if (door.isOpen()) {
      return Response.seeOther(page(visitor.address(), to)).build();
    }
    return door.takesSecrets()
        ? SignInPage.answer(200, "Sign in", ways(to, request))
        : Response.seeOther(provider(visitor.address(), to)).build();
  }

  private String ways(@Nullable String to, ContainerRequestContext request) {
    String path = SignInPage.text(local(page(visitor(request).address(), to)));
    String fields =
        """
        <input type="hidden" name="to" value="%s">
        <label>Secret <input type="password" name="secret" autocomplete="current-password" required></label>
        """
            .formatted(path);
    String form = SignInPage.form("/sign-in", token(request), fields, "Sign in with a secret");
    String link =
        "<p><a href=\"%s\">Sign in with your account</a></p>\n"
            .formatted(SignInPage.text(provider(visitor(request).address(), to).toString()));
    return (hasProvider ? link : "") + form;
  }

  private static String token(ContainerRequestContext request) {
    return String.valueOf(request.getProperty(SignIn.FORM_TOKEN));
  }

  /** Takes a secret in place of an account. */
  @POST
  @Path("sign-in")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response enter(
      @FormParam("secret") @Nullable String secret,
      @FormParam("to") @Nullable String to,
      @Context ContainerRequestContext request) {
    Optional<Caller> owner = door.owner(requireNonNullElse(secret, "").strip());
    if (owner.isEmpty()) {
      log.warn("sign-in refused: the secret is nobody's");
      return SignInPage.answer(
          403, "Sign in", SignInPage.paragraph("This secret is nobody's.") + ways(to, request));
    }
    Visitor visitor = visitor(request);
    Caller caller = owner.get();
    Session session = door.sessions().begin(caller.name(), caller.roles());
    replace(request, visitor, session);
    log.atInfo().addKeyValue("name", caller.name()).addKeyValue("by", "secret").log("signed in");
    return Response.seeOther(page(visitor.address(), to)).build();
  }

  /** Asks before it ends the session, as a link changes nothing. */
  @GET
  @Path("sign-out")
  public Response ask(@Context ContainerRequestContext request) {
    return SignInPage.answer(
        200, "Sign out", SignInPage.form("/sign-out", token(request), "", "Sign out"));
  }

  /** Ends the session, here and in every copy of its cookie. */
  @POST
  @Path("sign-out")
  public Response leave(@Context ContainerRequestContext request) {
    Visitor visitor = visitor(request);
    visitor.session().ifPresent(door.sessions()::end);
    request.setProperty(
        Gate.VISITOR, new Visitor(visitor.address(), Optional.empty(), Optional.empty()));
    Response page =
        SignInPage.answer(
            200,
            "Signed out",
            SignInPage.paragraph(
                    "You are signed out of Mayfly. Your account may still be signed in elsewhere.")
                + "<p><a href=\"/sign-in\">Sign in again</a></p>\n");
    return Response.fromResponse(page).cookie(Sessions.noCookie(visitor.address())).build();
  }

  /** Has the answer bear the cookie of another session. */
  static void replace(ContainerRequestContext request, Visitor visitor, Session session) {
    request.setProperty(
        Gate.VISITOR, new Visitor(visitor.address(), session.caller(), Optional.of(session)));
  }

  static Visitor visitor(ContainerRequestContext request) {
    if (request.getProperty(Gate.VISITOR) instanceof Visitor visitor) {
      return visitor;
    }
    throw new IllegalStateException("the request passed no gate");
  }

  /** Returns a page of ours, whatever a link says: the first one for what leads elsewhere. */
  static URI page(URI address, @Nullable String to) {
    URI first = address.resolve("/");
    try {
      URI page = address.resolve(requireNonNullElse(to, "/"));
      boolean isOurs =
          address.getRawAuthority().equals(page.getRawAuthority())
              && address.getScheme().equals(page.getScheme())
              && !page.getRawPath().startsWith("/sign-");
      return isOurs ? page : first;
    } catch (IllegalArgumentException unreadable) {
      return first;
    }
  }

  /** Returns path and query, as a page of ours is named in a link. */
  static String local(URI page) {
    return page.getRawPath() + (page.getRawQuery() == null ? "" : "?" + page.getRawQuery());
  }

  private static URI provider(URI address, @Nullable String to) {
    return UriBuilder.fromUri(address)
        .path("sign-in/oidc")
        .queryParam("to", "{to}")
        .build(requireNonNullElse(to, "/"));
  }
}
