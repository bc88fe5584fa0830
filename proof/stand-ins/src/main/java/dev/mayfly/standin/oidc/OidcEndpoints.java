package dev.mayfly.standin.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.oidc.OidcStandIn.Application;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * The endpoints, below the tenant. Stricter than Entra ID in one thing: PKCE, which is recommended
 * there, is required here.
 */
@Path(OidcStandIn.TENANT)
@Produces(MediaType.APPLICATION_JSON)
public record OidcEndpoints(
    Application application, Grants grants, TokenMaker tokens, InstantSource clock) {

  private static final long HOUR = 3600;

  private static String base(UriInfo uri) {
    return uri.getBaseUri() + OidcStandIn.TENANT;
  }

  /** OpenID Connect Discovery, section 4; entra-docs, {@code v2-protocols-oidc.md}. */
  @GET
  @Path("v2.0/.well-known/openid-configuration")
  public String discovery(@Context UriInfo uri) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("issuer", base(uri) + "/v2.0")
            .put("authorization_endpoint", base(uri) + "/oauth2/v2.0/authorize")
            .put("token_endpoint", base(uri) + "/oauth2/v2.0/token")
            .put("jwks_uri", base(uri) + "/discovery/v2.0/keys");
    json.putArray("token_endpoint_auth_methods_supported")
        .add("client_secret_post")
        .add("private_key_jwt")
        .add("client_secret_basic");
    json.putArray("response_types_supported").add("code");
    json.putArray("subject_types_supported").add("pairwise");
    json.putArray("id_token_signing_alg_values_supported").add("RS256");
    return json.toString();
  }

  @GET
  @Path("discovery/v2.0/keys")
  public String keys() {
    return tokens.keys().toString();
  }

  /**
   * The page to sign in at, which leads back at once. What is wrong with the application or its
   * address is said here and leads nowhere (RFC 6749, section 4.1.2.1). Rule
   * azure-oidc-redirect-exact.
   */
  @GET
  @Path("oauth2/v2.0/authorize")
  @Produces(MediaType.TEXT_HTML)
  public Response authorize(@Context UriInfo uri) {
    MultivaluedMap<String, String> asked = uri.getQueryParameters();
    String redirect = given(asked, "redirect_uri");
    if (!application.clientId().equals(given(asked, "client_id"))) {
      return Response.status(400).entity("AADSTS700016: no such application").build();
    }
    if (!application.redirectUris().contains(URI.create(redirect))) {
      return Response.status(400).entity("AADSTS50011: no such redirect URI").build();
    }
    UriBuilder back = UriBuilder.fromUri(redirect).queryParam("state", "{state}");
    Optional<String> wrong = wrong(asked);
    if (wrong.isPresent()) {
      back.queryParam("error", wrong.get());
    } else {
      back.queryParam(
          "code", grants.code(redirect, given(asked, "code_challenge"), given(asked, "nonce")));
    }
    return Response.status(302).location(back.build(given(asked, "state"))).build();
  }

  /** OpenID Connect Core, section 3.1.2.2; RFC 7636, section 4.4.1. */
  private Optional<String> wrong(MultivaluedMap<String, String> asked) {
    if (!given(asked, "response_type").equals("code")) {
      return Optional.of("unsupported_response_type");
    }
    boolean isWhole =
        (" " + given(asked, "scope") + " ").contains(" openid ")
            && given(asked, "code_challenge_method").equals("S256")
            && given(asked, "code_challenge").length() == 43;
    if (!isWhole) {
      return Optional.of("invalid_request");
    }
    return grants.next().name() == null ? Optional.of("access_denied") : Optional.empty();
  }

  /** Gives tokens for a code, once. Rule azure-oidc-code-once; Rule azure-oidc-pkce. */
  @POST
  @Path("oauth2/v2.0/token")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response token(@Context UriInfo uri, MultivaluedMap<String, String> sent) {
    if (!given(sent, "grant_type").equals("authorization_code")) {
      return refused(400, "unsupported_grant_type", "AADSTS70003");
    }
    if (!application.clientId().equals(given(sent, "client_id"))
        || !application.secret().equals(given(sent, "client_secret"))) {
      return refused(401, "invalid_client", "AADSTS7000215");
    }
    String verifier = grants.note(given(sent, "code_verifier"));
    return grants
        .take(given(sent, "code"))
        .filter(grant -> grant.redirectUri().equals(given(sent, "redirect_uri")))
        .filter(grant -> grant.challenge().equals(challenge(verifier)))
        .map(grant -> tokens(grant, base(uri) + "/v2.0"))
        .orElseGet(() -> refused(400, "invalid_grant", "AADSTS54005"));
  }

  private Response tokens(Grants.Grant grant, String issuer) {
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("token_type", "Bearer")
            .put("scope", "openid profile")
            .put("expires_in", HOUR)
            .put("access_token", grants.note("at." + UUID.randomUUID()))
            .put("id_token", grants.note(tokens.sign(claims(grant, issuer))));
    return Response.ok(answer.toString()).header("Cache-Control", "no-store").build();
  }

  /** As entra-docs, {@code id-token-claims-reference.md}, has them. */
  private ObjectNode claims(Grants.Grant grant, String issuer) {
    long now = clock.instant().getEpochSecond();
    String name = String.valueOf(grant.person().name());
    ObjectNode claims =
        JsonNodeFactory.instance
            .objectNode()
            .put("ver", "2.0")
            .put("iss", issuer)
            .put("aud", application.clientId())
            .put("iat", now)
            .put("nbf", now)
            .put("exp", now + HOUR)
            .put("nonce", grant.nonce())
            .put("tid", OidcStandIn.TENANT)
            .put("sub", "sub-of-" + name)
            .put("oid", UUID.nameUUIDFromBytes(name.getBytes(US_ASCII)).toString())
            .put("name", name.replaceFirst("@.*", ""))
            .put("preferred_username", name);
    grant
        .person()
        .claims()
        .forEach((claim, values) -> values.forEach(claims.withArray(claim)::add));
    return claims;
  }

  private static Response refused(int status, String error, String number) {
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("error", error)
            .put("error_description", number + ": refused.\r\nTrace ID: " + UUID.randomUUID());
    return Response.status(status).entity(answer.toString()).build();
  }

  // RFC 7636, section 4.6.
  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }

  private static String given(MultivaluedMap<String, String> parameters, String name) {
    return requireNonNullElse(parameters.getFirst(name), "");
  }
}
