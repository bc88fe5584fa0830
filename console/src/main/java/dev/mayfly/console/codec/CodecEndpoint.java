package dev.mayfly.console.codec;

import com.google.common.base.Ticker;
import dev.mayfly.service.crypto.EncryptingCodec;
import io.dropwizard.auth.AuthFilter;
import io.dropwizard.auth.basic.BasicCredentialAuthFilter;
import io.dropwizard.auth.chained.ChainedAuthFilter;
import io.dropwizard.auth.oauth.OAuthCredentialAuthFilter;
import io.dropwizard.core.setup.Environment;
import io.temporal.payload.codec.PayloadCodec;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.util.Callback;

/** The codec endpoint's parts: who may read, pages of which origin may ask, and the keys. */
public final class CodecEndpoint {

  private static final String REALM = "Mayfly codec";

  private final CodecConfiguration configuration;

  public CodecEndpoint(CodecConfiguration configuration) {
    this.configuration = configuration;
  }

  /**
   * Opens it under {@code /codec/} of a process that has other resources.
   *
   * @return the readers' way to sign in, by the type of their principal, which no other resource
   *     takes; nor does this one take another.
   */
  public Map<Class<? extends Principal>, ContainerRequestFilter> open(Environment environment) {
    environment.getApplicationContext().insertHandler(origin("/codec/"));
    environment.jersey().register(new CodecResource.InConsole(codec()));
    return Map.of(Reader.class, signIn());
  }

  PayloadCodec codec() {
    return new EncryptingCodec(configuration.keys());
  }

  /** Pages of one origin may ask for paths that begin so; programs, which send none, too. */
  CrossOriginHandler origin(String path) {
    CrossOriginHandler handler = new OfPath(path);
    handler.setAllowedOriginPatterns(Set.of(Pattern.quote(configuration.uiOrigin())));
    handler.setAllowedMethods(Set.of("POST"));
    handler.setAllowedHeaders(
        Set.of("Content-Type", "X-Namespace", "Authorization", "Authorization-Extras"));
    handler.setAllowCredentials(true);
    handler.setDeliverPreflightRequests(false);
    handler.setDeliverNonAllowedOriginRequests(false);
    return handler;
  }

  // A browser that is refused asks its user for name and password, and remembers them.
  AuthFilter<?, Reader> signIn() {
    Readers readers = new Readers(configuration.users(), Ticker.systemTicker());
    AuthFilter<?, Reader> basic =
        new BasicCredentialAuthFilter.Builder<Reader>()
            .setAuthenticator(readers::basic)
            .setRealm(REALM)
            .buildAuthFilter();
    AuthFilter<?, Reader> bearer =
        new OAuthCredentialAuthFilter.Builder<Reader>()
            .setAuthenticator(readers::bearer)
            .setRealm(REALM)
            .setPrefix("Bearer")
            .buildAuthFilter();
    return new ChainedAuthFilter<>(List.of(basic, bearer));
  }

  /** Lets requests for all other paths pass as if it were not there. */
  private static final class OfPath extends CrossOriginHandler {

    private final String path;

    private OfPath(String path) {
      this.path = path;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      return Request.getPathInContext(request).startsWith(path)
          ? super.handle(request, response, callback)
          : getHandler().handle(request, response, callback);
    }
  }
}
