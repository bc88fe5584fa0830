package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.command.Commands;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.forge.http.GitHubApp;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("server")
class GitHubStandInCommandTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, UTF_8);

  @Test
  void startsOneAndSaysWhereItIsButNotItsToken() throws Exception {
    try (GitHubStandIn gitHub =
        Commands.parse(new GitHubStandInCommand(), "--port", "0", "--token", "t0p", "--org", "big")
            .start(out)) {
      assertThat(new Api(gitHub, "t0p").send("GET", "/orgs/big/actions/runners", "").statusCode())
          .isEqualTo(200);
      assertThat(said.toString(UTF_8)).contains(gitHub.apiUrl().toString()).doesNotContain("t0p");
    }
  }

  @Test
  void hasAnAppWhoseKeyIsInTheFile(@TempDir Path folder) throws Exception {
    Path key = folder.resolve("app.pem");
    try (GitHubStandIn gitHub =
        Commands.parse(new GitHubStandInCommand(), "--port", "0", "--app", key.toString())
            .start(out)) {
      ForgeClient client =
          new ForgeClient(
              new OkHttpClient(),
              new Forge(gitHub.apiUrl(), gitHub.webUrl(), List.of(Scope.ofOrganization("acme"))),
              ForgeSignIn.ofApps(
                  List.of(new GitHubApp("1", Secret.of(Files.readString(key))::latest, null))),
              new RequestLimiter(
                  "github", 5000, true, new MetricRegistry(), InstantSource.system()),
              InstantSource.system());

      assertThat(client.registrationToken(Scope.ofOrganization("acme")).token()).isNotEmpty();
    }
    assertThat(said.toString(UTF_8)).contains("App 1 is installed on acme", key.toString());
  }

  @Test
  void saysWhatItDoesNotUnderstand() {
    int exitCode =
        Commands.run(
            List.of(new GitHubStandInCommand()), List.of("github", "--prot", "0"), out, out);

    assertThat(said.toString(UTF_8))
        .contains("Unknown options: '--prot', '0'", "--port", "see ./mayfly github --help");
    assertThat(exitCode).isEqualTo(2);
  }
}
