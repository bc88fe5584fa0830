package dev.mayfly.standin.oidc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.standin.server.StandInServer;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider with Entra ID's paths and errors, for one application. Whoever comes with a
 * browser is the person that was named last; it asks for no password. Thread-safe.
 */
public final class OidcStandIn implements AutoCloseable {

  /** The one tenant. */
  public static final String TENANT = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";

  private final StandInServer server;
  private final TokenMaker tokens = new TokenMaker();
  private final Grants grants;

  /**
   * An application, as it is registered.
   *
   * @param redirectUris exactly as requests name them.
   */
  public record Application(String clientId, String secret, List<URI> redirectUris) {

    @Override
    public String toString() {
      return "Application[" + clientId + "]";
    }
  }

  private OidcStandIn(Application application, InstantSource clock) {
    this.grants = new Grants(clock);
    this.server =
        StandInServer.start(
            0,
            new ResourceConfig().register(new OidcEndpoints(application, grants, tokens, clock)));
  }

  public static OidcStandIn start(Application application, InstantSource clock) {
    return new OidcStandIn(application, clock);
  }

  /** Returns what the provider calls itself. */
  public URI issuer() {
    return URI.create(server.url() + "/" + TENANT + "/v2.0");
  }

  /**
   * Names the person who comes next.
   *
   * @param user whose account it is; null: a person who is refused.
   * @param claims as {@code roles} or {@code groups}.
   */
  public void meet(@Nullable String user, Map<String, List<String>> claims) {
    grants.meet(user, claims);
  }

  /** Has each token be another one from now on, as only somebody else would write it. */
  public void change(UnaryOperator<ObjectNode> claims) {
    tokens.change(claims);
  }

  /** Signs by a new key from now on; the old one is no longer listed. */
  public void rotateKeys() {
    tokens.rotate();
  }

  /**
   * Signs by a key that is not listed, under the name of one that is; or by the listed one again.
   */
  public void forge(boolean does) {
    tokens.forge(does);
  }

  /** Returns every token and verifier that has been here; a code is of no use to anybody else. */
  public List<String> secrets() {
    return grants.secrets();
  }

  /** Returns how often each route has been asked for. */
  public Map<String, Long> requests() {
    return server.requests();
  }

  @Override
  public void close() {
    server.close();
  }
}
