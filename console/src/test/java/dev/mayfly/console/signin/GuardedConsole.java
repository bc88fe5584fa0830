package dev.mayfly.console.signin;

import dev.mayfly.console.ConsoleConfiguration;
import dev.mayfly.console.pages.BrowserRules;
import dev.mayfly.service.server.ServiceApplication;
import io.dropwizard.auth.Auth;
import io.dropwizard.core.setup.Environment;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A console whose resources tell who asked them, with a clock that can be put forward. */
final class GuardedConsole extends ServiceApplication<ConsoleConfiguration> {

  /** Its name to browsers, which reach it behind TLS. */
  static final String HOST = "mayfly.example.com";

  static final String SESSION = "__Host-mayfly-session";

  final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);

  /** The lines that were logged while its door was made. */
  final AtomicReference<String> logged = new AtomicReference<>("");

  @Override
  public String getName() {
    return "guarded console";
  }

  @Override
  protected void serve(ConsoleConfiguration configuration, Environment environment) {
    environment.jersey().register(new Acts());
    environment.jersey().register(new BrowserRules());
    // Starting has taken away whoever listened before.
    try (LogLines log = new LogLines()) {
      new SignIn(configuration.signIn(), () -> Instant.now().plus(later.get()))
          .install(environment, Map.of());
      logged.set(log.text());
    }
  }

  /** One method for each role. */
  @Path("/")
  @Produces(MediaType.TEXT_PLAIN)
  public static final class Acts {

    @GET
    @Path("jobs")
    @RolesAllowed("READER")
    public String read(@Auth Caller caller, @Context ContainerRequestContext request) {
      return caller.name() + " " + request.getProperty(SignIn.FORM_TOKEN);
    }

    @POST
    @Path("cancel")
    @RolesAllowed("OPERATOR")
    public String act(@Auth Caller caller, String body) {
      return caller.name() + " " + body;
    }

    @GET
    @Path("logs")
    @RolesAllowed("LOGS")
    public String logs(@Auth Caller caller) {
      return caller.name();
    }
  }

  /** Starts it with this section {@code signIn}; files of secrets lie beside its file. */
  Browser start(java.nio.file.Path directory, String signIn, String host) throws Exception {
    start(file(directory, signIn));
    return new Browser(port(), host.replace("PORT", String.valueOf(port())));
  }

  static String file(java.nio.file.Path directory, String signIn) throws IOException {
    return Files.writeString(
            directory.resolve("console.yml"),
            """
            installation: mayfly
            %s
            server:
              applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
              adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
              requestLog: {appenders: []}
            """
                .formatted(signIn))
        .toString();
  }
}
