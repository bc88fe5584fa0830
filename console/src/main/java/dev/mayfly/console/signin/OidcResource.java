package dev.mayfly.console.signin;

import static dev.mayfly.console.signin.SignInResource.page;
import static dev.mayfly.console.signin.SignInResource.visitor;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to the provider, and back. */
@Path("/sign-in/oidc")
@PermitAll
public record OidcResource(Sessions sessions, OidcProvider provider, OidcSteps steps) {

  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  /**
   * Leads to the provider's page.
   *
   * @param to the page that was asked for first.
   */
  @GET
  public Response go(
      @QueryParam("to") @Nullable String to, @Context ContainerRequestContext request) {
    URI address = visitor(request).address();
    PendingSignIn pending = steps.begin(page(address, to).toString());
    try {
      return Response.seeOther(provider.page(pending, callback(address)))
          .cookie(steps.cookie(pending, address))
          .build();
    } catch (OidcException e) {
      return refused(502, e.getMessage(), address);
    }
  }

  /**
   * Takes the browser back with a code, or with the reason why there is none.
   *
   * @param error as the provider names it.
   */
  @GET
  @Path("callback")
  public Response back(
      @QueryParam("code") @Nullable String code,
      @QueryParam("state") @Nullable String state,
      @QueryParam("error") @Nullable String error,
      @Context ContainerRequestContext request) {
    URI address = visitor(request).address();
    Optional<PendingSignIn> pending = steps.of(request.getCookies(), address, state);
    if (pending.isEmpty()) {
      return refused(400, "this sign-in was not begun here, or more than ten minutes ago", address);
    }
    if (code == null || code.isBlank()) {
      String why = error != null && error.matches("[a-z_]{1,40}") ? error : "it does not say why";
      return refused(403, "the provider lets nobody in: " + why, address);
    }
    try {
      Identity identity = provider.identity(pending.get(), code, callback(address));
      return identity.roles().isEmpty()
          ? stranger(identity, address)
          : welcome(identity, pending.get(), request);
    } catch (OidcException e) {
      return refused(502, e.getMessage(), address);
    }
  }

  private Response welcome(
      Identity identity, PendingSignIn pending, ContainerRequestContext request) {
    URI address = visitor(request).address();
    SignInResource.replace(
        request, visitor(request), sessions.begin(identity.name(), identity.roles()));
    log.atInfo()
        .addKeyValue("name", identity.name())
        .addKeyValue("subject", identity.subject())
        .addKeyValue("by", "oidc")
        .log("signed in");
    return Response.seeOther(page(address, pending.to()))
        .cookie(OidcSteps.noCookie(address))
        .build();
  }

  private static Response stranger(Identity identity, URI address) {
    return refused(
        403,
        identity.name()
            + " has no role here"
            + (identity.groupsLeftOut()
                ? ": the token has no groups, since they are too many; use roles of the application"
                : ": assign reader, operator or logs to them at the provider"),
        address);
  }

  private static Response refused(int status, @Nullable String why, URI address) {
    log.atWarn().addKeyValue("why", why).log("sign-in refused");
    Response page =
        SignInPage.answer(
            status,
            "Not signed in",
            SignInPage.paragraph("Nobody was signed in: " + why + ".")
                + "<p><a href=\"/sign-in\">Sign in again</a></p>\n");
    return Response.fromResponse(page).cookie(OidcSteps.noCookie(address)).build();
  }

  private static URI callback(URI address) {
    return address.resolve("/sign-in/oidc/callback");
  }
}
