package dev.mayfly.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class HookRangesTest {

  private MetaServer meta;
  private HookRanges ranges;

  @BeforeEach
  void start() throws IOException {
    meta = new MetaServer();
    ranges = new HookRanges(meta.api(), HttpClient.newHttpClient());
  }

  @AfterEach
  void stop() {
    meta.close();
  }

  @Test
  void readsWhatGitHubSaysAndKeepsWhatHasNotChanged() {
    meta.hooks("192.30.252.0/22", "2a0a:a440::/29");

    assertThat(ranges.known()).isEmpty();
    assertThat(ranges.refresh()).isTrue();
    assertThat(ranges.refresh()).isTrue();

    assertThat(meta.answers()).containsExactly(200, 304);
    assertThat(known()).containsExactly("192.30.252.0/22", "2a0a:a440::/29");
  }

  @Test
  void takesAChangedList() {
    meta.hooks("192.30.252.0/22");
    ranges.refresh();
    meta.hooks("185.199.108.0/22");
    ranges.refresh();

    assertThat(known()).containsExactly("185.199.108.0/22");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"hooks\": []}",
        "{\"hooks\": [\"everywhere\"]}",
        "{\"hooks\": \"0.0.0.0/0\"}",
        "not JSON",
        ""
      })
  void staysWithTheLastGoodListWhenTheAnswerIsNone(String body) {
    meta.hooks("192.30.252.0/22");
    ranges.refresh();
    meta.body(body);

    assertThat(ranges.refresh()).isFalse();
    assertThat(known()).containsExactly("192.30.252.0/22");
  }

  @Test
  void staysWithTheLastGoodListWhenGitHubFailsOrIsGone() {
    meta.hooks("192.30.252.0/22");
    ranges.refresh();
    meta.failWith(503);
    assertThat(ranges.refresh()).isFalse();
    meta.close();
    assertThat(ranges.refresh()).isFalse();

    assertThat(known()).containsExactly("192.30.252.0/22");
  }

  @Test
  void readsGitHubsPublishedExample() throws IOException {
    Path api =
        Path.of(Objects.requireNonNull(System.getProperty("mayfly.root"), "mayfly.root"))
            .resolve("../shared/data/github/openapi")
            .resolve("api.github.com.runners-jobs-hooks-meta.deref.json");
    assumeTrue(Files.exists(api), "skipped: GitHub's API description is not at " + api);
    String example = "/paths/~1meta/get/responses/200/content/application~1json/examples";
    meta.body(new ObjectMapper().readTree(api.toFile()).at(example + "/default/value").toString());

    assertThat(ranges.refresh()).isTrue();
    assertThat(known()).containsExactly("192.0.2.1/32");
  }

  private List<String> known() {
    return ranges.known().orElseThrow().stream().map(AddressRange::toString).toList();
  }
}
