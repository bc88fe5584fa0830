package dev.mayfly.acceptance.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.local.stack.JvmFlags;
import dev.mayfly.standin.server.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The flags of a service's JVM: by ./mayfly in a project that looks built, with a java that prints
 * its words.
 */
class ServiceFlagsTest {

  private static final Path ROOT =
      Path.of(requireNonNullElse(System.getProperty("mayfly.root"), "../.."));
  private static final String FLAGS =
      "service/src/main/resources/dev/mayfly/service/server/jvm.flags";
  private static final String MODULES =
      "webhook-gateway worker console serve local proof/acceptance proof/bench";
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path project;

  @BeforeEach
  void lookBuilt() throws IOException {
    for (String each : List.of("mayfly", FLAGS, "jvm/share-classes", "jvm/training/gateway.yml")) {
      Files.createDirectories(project.resolve(each).getParent());
      Files.copy(ROOT.resolve(each), project.resolve(each));
    }
    for (String each : MODULES.split(" ", -1)) {
      Path target = project.resolve(each).resolve("target");
      Files.createDirectories(target.resolve("lib"));
      Files.createFile(target.resolve("mayfly-" + Path.of(each).getFileName() + "-1.jar"));
      Files.createFile(target.resolve("lib/b.jar"));
      Files.createFile(target.resolve("lib/a.jar"));
    }
    java("exit 1");
    built(Instant.now());
  }

  /**
   * Puts a java there that, beside printing its words, trains as a service and makes an archive.
   */
  private void java(String atDump) throws IOException {
    Path java = Files.createDirectories(project.resolve("jdk/bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        case "$*" in
          *XshowSettings*) echo "  java.home = %s"; echo "  java.specification.version = 17" ;;
          *IdleTemporal*) echo DEBUG; echo "port: 4711"; exec sleep 60 ;;
          *DumpLoadedClassList*) echo "class $TEMPORAL_ADDRESS" >loaded; echo "Server: Started"; exec sleep 60 ;;
          *Xshare:dump*) %s ;;
          *) echo "$MALLOC_ARENA_MAX $MALLOC_TRIM_THRESHOLD_ $*" ;;
        esac
        """
            .formatted(project.resolve("jdk"), atDump));
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private void built(Instant at) throws IOException {
    Path marker = Files.createDirectories(project.resolve("target")).resolve("mayfly-built");
    Files.writeString(marker, "");
    Files.setLastModifiedTime(marker, FileTime.from(at));
  }

  @ParameterizedTest
  @CsvSource({"gateway,webhook-gateway", "worker,worker", "serve,serve", "console,console"})
  void aServiceHasTheFlagsAndItsJarsInTheirOrder(String service, String module) throws Exception {
    Path target = project.toRealPath().resolve(module).resolve("target");

    assertThat(mayfly(service, "check", "x.yml"))
        .startsWith("1 131072 -XX:Flags=" + project.toRealPath().resolve(FLAGS) + " -cp ")
        .contains(":" + target.resolve("lib/a.jar") + ":" + target.resolve("lib/b.jar") + " dev.")
        .endsWith("Application check x.yml");
  }

  @Test
  void theFirstStartMakesAnArchiveThatTheNextIsGivenUntilThereIsANewBuild() throws Exception {
    java("grep -q 127.0.0.1:4711 classes && echo shared >archive");
    Path archive = project.resolve("webhook-gateway/target/gateway.jsa");

    assertThat(mayfly("gateway", "x.yml")).doesNotContain("SharedArchiveFile");
    Eventually.until("there is an archive", SOON, () -> Files.exists(archive));

    String given = " -XX:SharedArchiveFile=" + archive.toRealPath() + " -cp ";
    assertThat(mayfly("gateway", "x.yml")).contains(given);
    built(Instant.now().plusSeconds(5));
    assertThat(mayfly("gateway", "check", "x.yml")).doesNotContain("SharedArchiveFile");
  }

  @Test
  void anArchiveThatCouldNotBeMadeIsNeitherGivenNorTriedAgain() throws Exception {
    java("exit 134");
    Path archive = project.resolve("webhook-gateway/target/gateway.jsa");

    String first = mayfly("gateway", "x.yml");
    Eventually.until("it has been tried", SOON, () -> Files.exists(archive));

    assertThat(mayfly("gateway", "x.yml")).isEqualTo(first).doesNotContain("SharedArchiveFile");
    assertThat(archive).isEmptyFile();
    assertThat(project.resolve("webhook-gateway/target/gateway.jsa.making")).doesNotExist();
  }

  @Test
  void thisJvmTakesTheFlags() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        Stream.concat(
                Stream.of(java, "-XX:Flags=" + ROOT.resolve(FLAGS)),
                Stream.concat(JvmFlags.words().stream(), Stream.of("-Xlog:gc", "--version")))
            .toList();

    assertThat(said(new ProcessBuilder(command)))
        .contains("Using Serial")
        .doesNotContainIgnoringCase("warning");
  }

  @ParameterizedTest
  @CsvSource({"gateway", "worker"})
  void theImagesHaveThemToo(String service) throws Exception {
    String image = Files.readString(ROOT.resolve("arm/docker/" + service + ".Dockerfile"));

    assertThat(image)
        .contains(
            "COPY LICENSE " + FLAGS + " /opt/mayfly/",
            "\"-XX:Flags=/opt/mayfly/jvm.flags\"",
            "jvm/share-classes /opt/mayfly/" + service + ".jsa " + service + " dev.mayfly.",
            "\"-XX:SharedArchiveFile=/opt/mayfly/" + service + ".jsa\"");
    assertThat(Files.readString(ROOT.resolve("mayfly")))
        .contains("MALLOC_ARENA_MAX:-1}", "MALLOC_TRIM_THRESHOLD_:-131072}");
    assertThat(image).contains("ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072\n");
  }

  private String mayfly(String... words) throws Exception {
    ProcessBuilder script =
        new ProcessBuilder(
            Stream.concat(Stream.of("sh", project.resolve("mayfly").toString()), Stream.of(words))
                .toList());
    script.environment().put("JAVA_HOME", project.resolve("jdk").toString());
    script.environment().keySet().removeIf(name -> name.startsWith("MALLOC_"));
    return said(script);
  }

  private static String said(ProcessBuilder command) throws Exception {
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
