package dev.mayfly.acceptance.canary;

import com.codahale.metrics.health.HealthCheck;
import dev.mayfly.gateway.GatewayConfiguration;
import dev.mayfly.service.server.ServiceApplication;
import io.dropwizard.core.setup.Environment;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.slf4j.LoggerFactory;

/** A service as ours, with every defect that the canary is there to find. */
public final class Leaky extends ServiceApplication<GatewayConfiguration> {

  /** The variable that has what is to leak. */
  static final String VARIABLE = "LEAKY_SECRET";

  /** Runs it; further words are there for the list of processes. */
  public static void main(String[] arguments) throws Exception {
    new Leaky().run("server", arguments[0]);
  }

  @Override
  protected void serve(GatewayConfiguration configuration, Environment environment) {
    String secret = System.getenv(VARIABLE);
    System.out.println("configured with " + secret + "-printed");
    LoggerFactory.getLogger("io.temporal.Leaky").debug("asked with {}-logged", secret);
    environment.metrics().counter("leaky." + secret + ".calls").inc();
    environment.healthChecks().register("leaky", new Unwell(secret));
    environment.jersey().register(new Resource(secret));
  }

  /** A health check that says why. */
  static final class Unwell extends HealthCheck {
    private final String secret;

    Unwell(String secret) {
      this.secret = secret;
    }

    @Override
    protected Result check() {
      return Result.unhealthy("refused: " + secret);
    }
  }

  /** A page that tells. */
  @Path("/leaky")
  public record Resource(String secret) {

    @GET
    public String tell() {
      return secret;
    }
  }
}
