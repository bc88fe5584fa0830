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

class SecretFilesTest {

  @TempDir Path folder;

  @Test
  void aSecretsTimeIsThatOfItsFileAndItsFolderIsNotTold() throws Exception {
    Path file = Files.writeString(folder.resolve("github-token"), "s3cret");
    MetricRegistry registry = new MetricRegistry();
    new SecretFiles(Set.of(file)).register(registry);

    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000)));
    assertThat(Scrape.of(registry).series())
        .containsExactly("mayfly_secret_written_timestamp_seconds{secret=\"github-token\"} 1000.0");

    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(2_000)));
    assertThat(Scrape.of(registry).series())
        .containsExactly("mayfly_secret_written_timestamp_seconds{secret=\"github-token\"} 2000.0");
  }
}
