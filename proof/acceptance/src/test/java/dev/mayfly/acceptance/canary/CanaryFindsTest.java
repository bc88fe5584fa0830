package dev.mayfly.acceptance.canary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Child;
import dev.mayfly.acceptance.stack.Leaks;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.batch.SignedHttp;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A canary that finds nothing proves nothing, unless it finds what was put where it looks. */
@Tag("server")
class CanaryFindsTest {

  private static final Duration SOON = Duration.ofMinutes(2);

  @TempDir Path directory;

  private final Marks marks = new Marks();
  private final String secret = marks.text("planted secret");
  private final Leaks leaks = marks.leaks();

  @Test
  void whatAServiceLogsPrintsAnswersAndMeasures() throws Exception {
    Endpoints own = new Endpoints();
    Configuration files = configuration(own);
    Path log = directory.resolve("leaky.log");
    try (Child child =
        Child.start(
            Child.java(Leaky.class, files.gateway().toString()),
            Map.of(Leaky.VARIABLE, secret, "GITHUB_WEBHOOK_SECRET", "some", "AZDO_BEARER", "other"),
            log)) {
      Eventually.until("it has started", SOON, () -> read(log).contains("Started admin"));
      assertThat(child.isAlive()).isTrue();
      for (String page : List.of("metrics.json", "healthcheck")) {
        assertFoundAt("http://127.0.0.1:" + own.gatewayAdmin() + "/" + page);
      }
      assertFoundAt(own.gateway() + "/leaky");
      assertThat(Place.files(directory, files.secrets()).search(leaks))
          .containsExactly("leaky.log has the planted secret");
      assertThat(read(log)).contains(secret + "-printed", "asked with " + secret + "-logged");
    }
  }

  private void assertFoundAt(String address) throws Exception {
    Answers answers = new Answers();
    answers.get(address);
    assertThat(answers.search(leaks)).containsExactly("GET " + address + " has the planted secret");
  }

  private Configuration configuration(Endpoints own) throws IOException {
    URI nowhere = URI.create("http://127.0.0.1:1");
    Configuration.Forges forges = new Configuration.Forges(nowhere, nowhere, nowhere);
    Configuration files =
        new Configuration(
            directory, new Configuration.Ports(own, "127.0.0.1:1", nowhere, forges, nowhere));
    files.write(
        Map.of("old-webhook-secret", "old", "app-webhook-secret", "app"),
        marks.app("App", Configuration.APP, SOON));
    return files;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatTheArgumentsOfAProcessSay() throws Exception {
    try (Child child = start(Map.of(), secret);
        ProcessWatch watch = new ProcessWatch(() -> {})) {
      Eventually.until("it is seen", SOON, () -> watch.hasSeen("arguments", secret));

      assertThat(child.isAlive()).isTrue();
      assertThat(watch.search(leaks)).containsOnly("arguments has the planted secret");
    }
  }

  @Test
  void whatTheEnvironmentOfAContainerSaysButForItsOwnToken() throws Exception {
    Map<String, String> environment =
        Map.of("AZ_BATCH_TASK_DIR", "/x", "DEBUG_KEY", secret, "ActionsRunner_TOKEN", "own");
    try (Child child = start(environment, "planted");
        ProcessWatch watch = new ProcessWatch(() -> {})) {
      Eventually.until(
          "it is seen", SOON, () -> watch.hasSeen("environment of a container", "DEBUG_KEY"));

      assertThat(child.isAlive()).isTrue();
      assertThat(watch.hasSeen("environment of a container", "ActionsRunner_TOKEN")).isFalse();
      assertThat(watch.search(leaks))
          .containsOnly("environment of a container has the planted secret");
    }
  }

  private Child start(Map<String, String> environment, String word) throws IOException {
    List<String> command = List.of("sh", "-c", "sleep 600; exit 0", word);
    return Child.start(command, environment, directory.resolve("child.log"));
  }

  @Test
  void whatBatchTellsOfATaskAndItsContainerWrites() throws Exception {
    String image = "local/" + secret;
    String key = BatchStandInCommand.DEFAULT_KEY;
    try (BatchStandIn batch =
        BatchStandIn.start(
            0,
            BatchStandInCommand.DEFAULT_ACCOUNT,
            key,
            Map.of(image, List.of("sh", "-c", "echo " + secret + "; sleep 600")),
            BatchStandIn.Settings.DEFAULT)) {
      SignedHttp http = new SignedHttp(batch.url(), BatchStandInCommand.DEFAULT_ACCOUNT, key);
      Containers containers = new Containers(batch, http);
      batch.seed("pool", "job", "task", image);
      Eventually.until(
          "it has written",
          SOON,
          () -> {
            containers.look();
            return containers.has("stdout.txt", secret);
          });

      assertThat(containers.search(leaks))
          .hasSize(2)
          .anyMatch(found -> found.equals("task task has the planted secret"))
          .anyMatch(found -> found.endsWith("stdout.txt has the planted secret"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "text", "base64", "hexadecimal", "beginning"})
  void whatAFileHas(String disguise) throws Exception {
    byte[] bytes = ("x" + secret).getBytes(UTF_8);
    String text =
        switch (disguise) {
          case "base64" -> Base64.getEncoder().encodeToString(bytes);
          case "hexadecimal" -> HexFormat.of().formatHex(bytes);
          case "beginning" -> secret.substring(0, secret.indexOf('-')) + "...";
          default -> secret;
        };
    boolean isName = disguise.equals("name");
    Files.writeString(directory.resolve(isName ? text : "file"), isName ? "" : "\0\1" + text);

    assertThat(Place.files(directory, directory.resolve("secrets")).search(leaks))
        .singleElement()
        .asString()
        .endsWith("has the planted secret");
  }

  @Test
  void whatStandsInTheFolderOfSecretsIsNoFind() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("secrets"));
    Files.writeString(folder.resolve("token"), secret);

    assertThat(Place.files(directory, folder).search(leaks)).isEmpty();
  }
}
