package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mayfly.service.entra.EntraAccess;
import dev.mayfly.service.entra.EntraCloud;
import dev.mayfly.service.entra.EntraCredentials;
import dev.mayfly.service.entra.EntraIdentity;
import dev.mayfly.service.entra.EntraTransport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens for Azure DevOps, which is an application's id among the audiences, not an address. */
@SuppressWarnings("NullAway.Init") // start() sets them
@Tag("server")
class EntraAccessTest {

  private static final String RESOURCE = "499b84ac-1321-427f-aa17-267ca6975798";
  private final Instant now = Instant.now();

  @AutoClose private EntraStandIn entra;
  private EntraAccess access;

  @BeforeEach
  void start() throws IOException {
    entra = new EntraStandIn();
    EntraCloud cloud = new EntraCloud(EntraCloud.PUBLIC.authorityHost(), URI.create(RESOURCE));
    EntraIdentity identity =
        new EntraIdentity.ClientSecret("acme.com", UUID.randomUUID().toString(), "s3cret~value");
    URI organization = URI.create("https://dev.azure.com/acme");
    access =
        new EntraAccess(
            new EntraCredentials(organization, identity, cloud),
            new EntraTransport(entra),
            Duration.ofSeconds(30),
            () -> now);
  }

  @Test
  void aTokenIsForTheApplicationAndSaysUntilWhenItHolds() throws Exception {
    EntraAccess.Token token = access.token();

    assertThat(entra.asked()).hasSize(1);
    assertThat(entra.asked().get(0).fields().get("scope")).contains(" " + RESOURCE + "/.default ");
    assertThat(token.expiresAt()).isAfter(now.plusSeconds(3000));
    assertThat(token.toString()).doesNotContain(token.value());
    assertThat(access.token()).isEqualTo(token);
    assertThat(entra.asked()).hasSize(1);
  }

  @Test
  void aRefusalIsToldFromAnOutageAndNeitherShowsTheSecret() {
    entra.refuse(401, "{\"error\":\"invalid_client\",\"hint\":\"s3cret~value\"}");
    EntraAccess.RefusedException refused =
        catchThrowableOfType(EntraAccess.RefusedException.class, access::token);
    entra.refuse(503, "{}");
    IOException away = catchThrowableOfType(IOException.class, access::token);

    assertThat(refused).hasMessageContaining("invalid_client").hasMessageNotContaining("s3cret");
    assertThat(away).isNotInstanceOf(EntraAccess.RefusedException.class);
  }
}
