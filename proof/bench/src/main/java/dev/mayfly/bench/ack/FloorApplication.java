package dev.mayfly.bench.ack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.standin.forge.StandInSettings;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The least that a webhook's receiver of this kind can do: read, verify, parse, answer. It stores
 * nothing, logs nothing and decides nothing.
 */
public final class FloorApplication extends Application<Configuration> {

  public static void main(String[] arguments) throws Exception {
    new FloorApplication().run(arguments);
  }

  @Override
  public void run(Configuration configuration, Environment environment) {
    environment.healthChecks().register("floor", new AlwaysHealthy());
    environment.jersey().disable();
    environment.servlets().addServlet("floor", new Floor()).addMapping("/webhooks/github");
  }

  private static final class AlwaysHealthy extends com.codahale.metrics.health.HealthCheck {
    @Override
    protected Result check() {
      return Result.healthy();
    }
  }

  /** The one servlet. */
  private static final class Floor extends HttpServlet {

    private static final String ALGORITHM = "HmacSHA256";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final transient ThreadLocal<Mac> macs = ThreadLocal.withInitial(Floor::mac);

    private static Mac mac() {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        byte[] secret = StandInSettings.DEFAULT.secret().getBytes(UTF_8);
        mac.init(new SecretKeySpec(secret, ALGORITHM));
        return mac;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setStatus(status(request));
    }

    private int status(HttpServletRequest request) throws IOException {
      byte[] body = request.getInputStream().readAllBytes();
      byte[] right =
          ("sha256=" + HexFormat.of().formatHex(macs.get().doFinal(body))).getBytes(UTF_8);
      byte[] sent = request.getHeader("X-Hub-Signature-256").getBytes(UTF_8);
      if (!MessageDigest.isEqual(right, sent)) {
        return 401;
      }
      return JSON.readTree(body).has("repository") ? 202 : 400;
    }
  }
}
