package dev.mayfly.service.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.envconfig.ClientConfigProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalSettingsTest {

  @TempDir Path directory;

  @Test
  void withoutAnythingItIsAServerOnThisMachine() {
    ClientConfigProfile profile = TemporalSettings.DEFAULT.profile(noToml());

    assertThat(profile.getAddress()).isEqualTo("127.0.0.1:7233");
    assertThat(profile.getNamespace()).isEqualTo("default");
  }

  @Test
  void theFileWinsOverTheEnvironmentAndTheEnvironmentOverToml() throws IOException {
    Path toml = directory.resolve("temporal.toml");
    Files.writeString(
        toml, "[profile.ci]\naddress = \"toml:1\"\nnamespace = \"toml\"\napi_key = \"k\"\n");
    Map<String, String> environment =
        Map.of("TEMPORAL_CONFIG_FILE", toml.toString(), "TEMPORAL_NAMESPACE", "environment");

    ClientConfigProfile fromBoth =
        new TemporalSettings(null, null, null, null, "ci").profile(environment);
    ClientConfigProfile fromAll =
        new TemporalSettings("file:1", "file", null, null, "ci").profile(environment);

    assertThat(fromBoth.getAddress()).isEqualTo("toml:1");
    assertThat(fromBoth.getNamespace()).isEqualTo("environment");
    assertThat(fromBoth.getApiKey()).isEqualTo("k");
    assertThat(fromAll.getAddress()).isEqualTo("file:1");
    assertThat(fromAll.getNamespace()).isEqualTo("file");
  }

  @Test
  void aProfileThatIsNotThereIsRefused() throws IOException {
    Path toml = Files.writeString(directory.resolve("temporal.toml"), "[profile.ci]\n");

    assertThatThrownBy(
            () ->
                new TemporalSettings(null, null, null, null, "other")
                    .profile(Map.of("TEMPORAL_CONFIG_FILE", toml.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
  }

  @Test
  void aLinkLeadsToTheWebUi() {
    TemporalConnection connection =
        new TemporalConnection(
            new TemporalSettings(null, "ci", null, URI.create("https://ui/t/"), null),
            noToml(),
            Duration.ofSeconds(1));

    assertThat(connection.link("mayfly-github-1"))
        .isEqualTo("https://ui/t/namespaces/ci/workflows/mayfly-github-1");
    assertThat(connection.publicLink("mayfly-github-1"))
        .contains(connection.link("mayfly-github-1"));
    connection.stop();
  }

  @Test
  void nobodyElsewhereIsSentToTheUiOfThisMachine() {
    TemporalConnection connection =
        new TemporalConnection(TemporalSettings.DEFAULT, noToml(), Duration.ofSeconds(1));

    assertThat(connection.publicLink("mayfly-github-1")).isEmpty();
    connection.stop();
  }

  private Map<String, String> noToml() {
    return Map.of("TEMPORAL_CONFIG_FILE", directory.resolve("absent.toml").toString());
  }
}
