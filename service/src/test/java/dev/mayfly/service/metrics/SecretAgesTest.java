package dev.mayfly.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretAgesTest {

  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

  @TempDir Path folder;

  @Test
  void aSecretsAgeGrowsUntilItsFileIsReplacedAndItsFolderIsNotTold() throws Exception {
    Path file = Files.writeString(folder.resolve("github-token"), "s3cret");
    Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(86_400)));
    MetricRegistry registry = new MetricRegistry();
    new SecretAges(Set.of(file), () -> NOW).register(registry);

    assertThat(Scrape.of(registry).series())
        .containsExactly("mayfly_secret_age_seconds{secret=\"github-token\"} 86400.0");

    Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(5)));

    assertThat(Scrape.of(registry).series())
        .containsExactly("mayfly_secret_age_seconds{secret=\"github-token\"} 5.0");
  }
}
