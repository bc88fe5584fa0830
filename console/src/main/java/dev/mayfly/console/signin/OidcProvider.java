package dev.mayfly.console.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID provider: where it is, what is sent there, and what its tokens prove. Authorization
 * code flow with PKCE. Of its tokens only the ID token is looked at, and none is kept.
 */
public final class OidcProvider {

  private static final Scope SCOPE = new Scope("openid", "profile");
  // A secret that both have, or none at all, would be no proof.
  private static final Set<JWSAlgorithm> SIGNED_BY =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);
  private static final Duration DISCOVERED = Duration.ofHours(24);
  private static final int CLOCK_SKEW = 60;
  private static final Pattern ENTRA_ERROR = Pattern.compile("AADSTS[0-9]+");

  private final OidcSettings settings;
  private final ClientID clientId;
  private final OidcHttp http = new OidcHttp();
  private final InstantSource clock;
  private final AtomicReference<@Nullable Discovered> discovered = new AtomicReference<>();

  private record Discovered(
      OIDCProviderMetadata metadata, IDTokenValidator validator, Instant until) {}

  public OidcProvider(OidcSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clientId = new ClientID(settings.clientId());
    this.clock = clock;
  }

  /** Returns the provider's page to go to. */
  URI page(PendingSignIn pending, URI callback) throws OidcException {
    return new AuthenticationRequest.Builder(
            new ResponseType(ResponseType.Value.CODE), SCOPE, clientId, callback)
        .endpointURI(discover().metadata().getAuthorizationEndpointURI())
        .state(new State(pending.state()))
        .nonce(new Nonce(pending.nonce()))
        .codeChallenge(new CodeVerifier(pending.verifier()), CodeChallengeMethod.S256)
        .build()
        .toURI();
  }

  /** Returns who has signed in there, for the code that came back. */
  Identity identity(PendingSignIn pending, String code, URI callback) throws OidcException {
    Discovered provider = discover();
    JWT token = idToken(provider.metadata(), pending, code, callback);
    try {
      return Identity.of(
          provider.validator().validate(token, new Nonce(pending.nonce())), settings.groups());
    } catch (BadJOSEException | JOSEException e) {
      throw new OidcException("the provider's token proves nothing: " + e.getMessage());
    }
  }

  private JWT idToken(
      OIDCProviderMetadata metadata, PendingSignIn pending, String code, URI callback)
      throws OidcException {
    TokenRequest request =
        new TokenRequest.Builder(
                metadata.getTokenEndpointURI(),
                authentication(metadata),
                new AuthorizationCodeGrant(
                    new AuthorizationCode(code), callback, new CodeVerifier(pending.verifier())))
            .build();
    try {
      TokenResponse answer = OIDCTokenResponseParser.parse(request.toHTTPRequest().send(http));
      if (answer instanceof OIDCTokenResponse tokens) {
        return Optional.ofNullable(tokens.getOIDCTokens().getIDToken())
            .orElseThrow(() -> new OidcException("the provider answers without an ID token"));
      }
      throw new OidcException(
          "the provider refuses the code: " + told(answer.toErrorResponse().getErrorObject()));
    } catch (IOException e) {
      throw new OidcException("the provider cannot be reached: " + e.getMessage());
    } catch (ParseException e) {
      throw new OidcException("the provider answers with something else than tokens");
    }
  }

  /** As the provider takes it; Entra ID names the body first. */
  private ClientAuthentication authentication(OIDCProviderMetadata metadata) {
    com.nimbusds.oauth2.sdk.auth.Secret secret =
        new com.nimbusds.oauth2.sdk.auth.Secret(settings.clientSecret().latest());
    @Nullable List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    // OpenID Connect Discovery, section 3: without a list, Basic.
    return methods != null && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        ? new ClientSecretPost(clientId, secret)
        : new ClientSecretBasic(clientId, secret);
  }

  /** Its description may repeat what was sent; Entra ID's number in it says enough. */
  private static String told(@Nullable ErrorObject error) {
    if (error == null || error.getCode() == null) {
      return "it does not say why";
    }
    Matcher number = ENTRA_ERROR.matcher(String.valueOf(error.getDescription()));
    return error.getCode() + (number.find() ? " (" + number.group() + ")" : "");
  }

  private Discovered discover() throws OidcException {
    Discovered known = discovered.get();
    if (known == null || clock.instant().isAfter(known.until())) {
      try {
        known = ask();
        discovered.set(known);
      } catch (IOException | ParseException e) {
        if (known == null) {
          throw new OidcException("the provider cannot be asked: " + e.getMessage());
        }
      }
    }
    return known;
  }

  // OpenID Connect Discovery, section 4: the document's place, and that its issuer has to be ours.
  private Discovered ask() throws IOException, ParseException {
    String issuer = settings.issuer().toString();
    URI document = URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
    OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(http.get(document).getContent());
    if (!issuer.equals(metadata.getIssuer().getValue())) {
      throw new IOException(
          "it calls itself "
              + metadata.getIssuer().getValue()
              + ", and signIn.oidc.issuer calls it "
              + issuer);
    }
    safe(metadata.getAuthorizationEndpointURI());
    safe(metadata.getTokenEndpointURI());
    JWKSource<SecurityContext> keys = keys(safe(metadata.getJWKSetURI()));
    IDTokenValidator validator =
        new IDTokenValidator(
            new Issuer(issuer), clientId, new JWSVerificationKeySelector<>(SIGNED_BY, keys), null);
    validator.setMaxClockSkew(CLOCK_SKEW);
    return new Discovered(metadata, validator, clock.instant().plus(DISCOVERED));
  }

  private static URI safe(@Nullable URI endpoint) throws IOException {
    if (endpoint == null || !Addresses.isSafe(endpoint)) {
      throw new IOException("it names no endpoint with https://");
    }
    return endpoint;
  }

  // Asked again where a token names a key that is not known yet, though not by each of a flood.
  private JWKSource<SecurityContext> keys(URI address) throws MalformedURLException {
    return JWKSourceBuilder.<SecurityContext>create(address.toURL(), http)
        .refreshAheadCache(false)
        .rateLimited(true)
        .build();
  }
}
