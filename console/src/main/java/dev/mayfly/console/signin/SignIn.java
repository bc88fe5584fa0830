package dev.mayfly.console.signin;

import io.dropwizard.auth.PolymorphicAuthDynamicFeature;
import io.dropwizard.auth.PolymorphicAuthValueFactoryProvider;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.security.Principal;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a request to its {@link Caller}; without sign-in everybody on this machine is one.
 */
public final class SignIn {

  /** The request's property with the token that its page's forms must send back. */
  public static final String FORM_TOKEN = "mayfly.form-token";

  /** The field of a form that the token is sent back in. */
  public static final String FORM_FIELD = "token";

  /** The header that a script or a program sends the token back in. */
  public static final String FORM_HEADER = "X-Form-Token";

  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  private final Optional<SignInSettings> settings;
  private final InstantSource clock;

  /**
   * @param settings empty: nobody signs in.
   */
  public SignIn(Optional<SignInSettings> settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Guards all resources of the environment, those that come later among them.
   *
   * @param others ways to sign in of resources that take another principal.
   */
  public void install(
      Environment environment, Map<Class<? extends Principal>, ContainerRequestFilter> others) {
    Seals seals = new Seals();
    Door door = new Door(settings, seals, clock);
    JerseyEnvironment jersey = environment.jersey();
    Set<Class<? extends Principal>> principals = new HashSet<>(others.keySet());
    principals.add(Caller.class);
    jersey.register(new RoleRules(door, others.keySet()));
    jersey.register(new PolymorphicAuthDynamicFeature<>(others));
    jersey.register(new PolymorphicAuthValueFactoryProvider.Binder<>(principals));
    jersey.register(new SessionResource());
    Optional<OidcSettings> oidc = settings.map(SignInSettings::oidc);
    jersey.register(new SignInResource(door, oidc.isPresent()));
    oidc.ifPresent(
        it ->
            jersey.register(
                new OidcResource(
                    door.sessions(), new OidcProvider(it, clock), new OidcSteps(seals, clock))));
    if (door.isOpen()) {
      log.warn(
          "nobody signs in: everybody on this machine can read all and act as an operator; requests"
              + " from elsewhere are refused (signIn)");
    }
  }
}
