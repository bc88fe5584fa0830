package dev.mayfly.worker.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.step.SealedSecret;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealerTest {

  private static final String OLD = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final String NEW = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
  private static final RunnerName RUNNER =
      RunnerName.parse("mayfly-github-1-3fa91c-1").orElseThrow();
  private static final RunnerName OTHER =
      RunnerName.parse("mayfly-github-2-3fa91c-1").orElseThrow();

  @Test
  void opensWhatItSealed() {
    Sealer sealer = new Sealer(Map.of("a", OLD));

    assertThat(sealer.open(sealer.seal("AABBCC", RUNNER), RUNNER)).isEqualTo("AABBCC");
  }

  @Test
  void neverSealsTwiceAlikeAndNeverInClear() {
    Sealer sealer = new Sealer(Map.of("a", OLD));

    SealedSecret first = sealer.seal("AABBCC", RUNNER);

    assertThat(sealer.seal("AABBCC", RUNNER)).isNotEqualTo(first);
    assertThat(first.toString()).doesNotContain("AABBCC");
  }

  @Test
  void refusesASecretOfAnotherRunner() {
    Sealer sealer = new Sealer(Map.of("a", OLD));
    SealedSecret secret = sealer.seal("AABBCC", RUNNER);

    assertThatThrownBy(() -> sealer.open(secret, OTHER)).hasMessageContaining("mayfly-github-2");
  }

  @Test
  void sealsWithTheFirstKeyAndStillOpensWithTheOthers() {
    SealedSecret secret = new Sealer(Map.of("old", OLD)).seal("AABBCC", RUNNER);
    Map<String, String> rotated = new LinkedHashMap<>();
    rotated.put("new", NEW);
    rotated.put("old", OLD);
    Sealer sealer = new Sealer(rotated);

    assertThat(sealer.open(secret, RUNNER)).isEqualTo("AABBCC");
    assertThat(sealer.seal("AABBCC", RUNNER).keyId()).isEqualTo("new");
  }

  @Test
  void saysWhichKeyIsOfTheWrongLength() {
    assertThatThrownBy(() -> new Sealer(Map.of("short", "AAAA")))
        .hasMessage("sealing key short has 3 bytes; expected 32 (openssl rand -base64 32)");
  }
}
