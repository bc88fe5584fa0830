package dev.mayfly.bench.ack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.local.github.StandInSettings;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
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
    environment.jersey().register(new Floor());
  }

  private static final class AlwaysHealthy extends com.codahale.metrics.health.HealthCheck {
    @Override
    protected Result check() {
      return Result.healthy();
    }
  }

  /** The one resource. */
  @Path("/webhooks/github")
  public static final class Floor {

    private static final String ALGORITHM = "HmacSHA256";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(Floor::mac);

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

    @POST
    public Response receive(@HeaderParam("X-Hub-Signature-256") String signature, InputStream in)
        throws IOException {
      byte[] body = in.readAllBytes();
      String right = "sha256=" + HexFormat.of().formatHex(macs.get().doFinal(body));
      if (!MessageDigest.isEqual(right.getBytes(UTF_8), signature.getBytes(UTF_8))) {
        return Response.status(401).build();
      }
      return Response.status(JSON.readTree(body).has("repository") ? 202 : 400).build();
    }
  }
}
