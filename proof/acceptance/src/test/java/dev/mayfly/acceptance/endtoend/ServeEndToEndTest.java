package dev.mayfly.acceptance.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.acceptance.stack.Stack;
import dev.mayfly.local.stack.ChildProcess;
import dev.mayfly.local.stack.LocalStack;
import dev.mayfly.local.stack.Ports;
import dev.mayfly.local.stack.ServiceFiles;
import dev.mayfly.serve.ServeApplication;
import dev.mayfly.standin.forge.JobView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gateway, worker and console as one process, started and stopped as such. */
@Tag("server")
class ServeEndToEndTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @RegisterExtension private final Stack stack = new Stack();

  @Test
  void oneProcessServesAJobFromItsWebhookToItsEndAndIsStoppedByOneSignal() throws Exception {
    LocalStack local = stack.start(LocalStack.Settings.DEFAULT);
    local.stopGateway();
    local.stopWorker();
    int port = Ports.free();
    int admin = Ports.free();
    int console = Ports.free();
    Path file =
        Files.writeString(
            stack.folder().resolve("serve.yml"),
            ServiceFiles.serve(
                    "github", "{file: github-token}", local.batch().url(), HOUR, port, admin)
                + "console: {port: %d}\n".formatted(console)
                + ServiceFiles.temporal(local.temporal().address(), "mayfly"));
    Path log = stack.file("serve.log");
    Process serve =
        new ProcessBuilder(ChildProcess.java(ServeApplication.class, 256, List.of(file.toString())))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    stack.open(serve::destroyForcibly);
    stack.until("all are healthy", () -> answers(admin, "/healthcheck"));
    stack.until("the console is up", () -> answers(console, "/jobs/1"));
    local.github().alsoTell(URI.create("http://127.0.0.1:" + port + "/webhooks/github"));

    JobView done = stack.run("echo done");

    assertThat(done.conclusion()).isEqualTo("success");
    stack.isCompleted(done.id());
    stack.nothingIsLeft();
    assertThat(megabytes(serve)).isLessThan(400);
    serve.destroy();
    assertThat(serve.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(serve.exitValue()).as(Files.readString(log)).isZero();
    assertThat(log).content().contains("stopped: everything that was under way has been finished");
  }

  /** Returns the memory that Linux has given to a process. */
  private static long megabytes(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static boolean answers(int port, String path) {
    HttpRequest health =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    try {
      return HttpClient.newHttpClient().send(health, BodyHandlers.discarding()).statusCode() == 200;
    } catch (InterruptedException | IOException notYet) {
      return false;
    }
  }
}
