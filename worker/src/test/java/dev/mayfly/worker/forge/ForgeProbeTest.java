package dev.mayfly.worker.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.worker.batch.YamlPool;
import dev.mayfly.worker.forge.http.ForgeScript;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.Scope;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ForgeProbeTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final String TOKEN =
      "{\"token\":\"AABF3\",\"expires_at\":\"2026-03-01T13:00:00Z\"}";

  @AutoClose private final ForgeScript script = new ForgeScript();
  private Instant now = ForgeScript.NOW;
  private final ForgeProbe probe = new ForgeProbe(Map.of("github", script.client()), () -> now);

  @Test
  void asksOnceAMinuteHoweverManyPoolsWantToKnow() {
    script.answers(401, "{\"message\":\"Bad credentials\"}").answers(201, TOKEN);

    assertThat(probe.refusal(pool("a"), "github", ACME)).get().asString().contains("401");
    assertThat(probe.refusal(pool("b"), "github", ACME)).get().asString().contains("401");
    now = now.plusSeconds(60);
    assertThat(probe.refusal(pool("a"), "github", ACME)).isEmpty();
    assertThat(probe.refusal(pool("b"), "github", ACME)).isEmpty();
  }

  @Test
  void aForgeThatThisWorkerDoesNotKnowIsNotMended() {
    assertThat(probe.refusal(pool("a"), "ghes", ACME))
        .contains("forge ghes is not configured on this worker");
  }

  @Test
  void whereBatchAloneRefusedNoForgeIsAsked() {
    assertThat(probe.refusal(pool("a"), null, null)).isEmpty();
  }

  private static Pool pool(String name) {
    return YamlPool.named(name, "");
  }
}
