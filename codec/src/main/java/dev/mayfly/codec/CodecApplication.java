package dev.mayfly.codec;

import com.google.common.base.Ticker;
import dev.mayfly.service.command.ServiceCommand;
import dev.mayfly.service.crypto.EncryptingCodec;
import dev.mayfly.service.server.ServiceApplication;
import io.dropwizard.auth.AuthDynamicFeature;
import io.dropwizard.auth.AuthFilter;
import io.dropwizard.auth.AuthValueFactoryProvider;
import io.dropwizard.auth.basic.BasicCredentialAuthFilter;
import io.dropwizard.auth.chained.ChainedAuthFilter;
import io.dropwizard.auth.oauth.OAuthCredentialAuthFilter;
import io.dropwizard.core.setup.Environment;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/**
 * The codec endpoint as a process; reads {@code codec.yml}. Has the encryption keys and nothing
 * else: no forge, no Batch, no Temporal. Stateless: run as many as you like.
 */
public final class CodecApplication extends ServiceApplication<CodecConfiguration> {

  private static final String REALM = "Mayfly codec";

  public static void main(String[] arguments) {
    ServiceCommand.main(new CodecCommand(), arguments);
  }

  @Override
  public String getName() {
    return "codec";
  }

  @Override
  protected void serve(CodecConfiguration configuration, Environment environment) {
    Readers readers = new Readers(configuration.users(), Ticker.systemTicker());
    environment.getApplicationContext().insertHandler(onlyFor(configuration.uiOrigin()));
    environment.jersey().register(new AuthDynamicFeature(signIn(readers)));
    environment.jersey().register(new AuthValueFactoryProvider.Binder<>(Reader.class));
    environment.jersey().register(new CodecResource(new EncryptingCodec(configuration.keys())));
  }

  /** Pages of one origin may ask; programs, which send none, too. */
  private static CrossOriginHandler onlyFor(String origin) {
    CrossOriginHandler handler = new CrossOriginHandler();
    handler.setAllowedOriginPatterns(Set.of(Pattern.quote(origin)));
    handler.setAllowedMethods(Set.of("POST"));
    handler.setAllowedHeaders(
        Set.of("Content-Type", "X-Namespace", "Authorization", "Authorization-Extras"));
    handler.setAllowCredentials(true);
    handler.setDeliverPreflightRequests(false);
    handler.setDeliverNonAllowedOriginRequests(false);
    return handler;
  }

  // A browser that is refused asks its user for name and password, and remembers them.
  private static AuthFilter<?, Reader> signIn(Readers readers) {
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
}
