package dev.mayfly.local.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.mayfly.workflows.fleet.Forge;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
class TrialForgeTest {

  private static final String REPOSITORY = "GET /repos/acme/app";
  private static final String RUNS = "GET /repos/acme/app/actions/runs";
  private static final String REGISTER = "POST /repos/acme/app/actions/runners/registration-token";

  private record Answer(int status, String body) {}

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    answers.put(REPOSITORY, new Answer(200, "{\"full_name\": \"acme/app\", \"private\": true}"));
    answers.put(
        REGISTER, new Answer(201, "{\"token\": \"A\", \"expires_at\": \"2999-01-01T00:00:00Z\"}"));
    answers.put(RUNS, new Answer(200, "{\"total_count\": 0, \"workflow_runs\": []}"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String request =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI().getPath().replaceFirst("^/api/v[13]", "");
          synchronized (asked) {
            asked.add(request);
          }
          Answer answer = answers.getOrDefault(request, new Answer(404, "{}"));
          byte[] body = answer.body().getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          boolean none = answer.status() == 204;
          exchange.sendResponseHeaders(answer.status(), none ? -1 : body.length);
          if (!none) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private TrialForge forge() {
    URI api = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v3");
    return TrialForge.of(api, "acme/app", "ghp_s3cret");
  }

  @Test
  void aPrivateRepositoryThatTheTokenAdministersIsTaken() {
    assertThatCode(() -> forge().check(false)).doesNotThrowAnyException();

    assertThat(asked).containsExactly(REPOSITORY, REGISTER, RUNS);
  }

  @Test
  void aPublicRepositoryIsRefusedUnlessItIsAllowed() {
    answers.put(REPOSITORY, new Answer(200, "{\"private\": false}"));

    assertThatThrownBy(() -> forge().check(false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("acme/app is public")
        .hasMessageContaining("--allow-public");
    assertThat(asked).containsExactly(REPOSITORY);
    assertThatCode(() -> forge().check(true)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        REPOSITORY + " | 401 | cannot see the repository | it has expired, was revoked",
        REPOSITORY + " | 404 | cannot see the repository | Compare the name",
        REGISTER + "   | 403 | cannot register runners   | the scope repo",
        REGISTER + "   | 404 | cannot register runners   | must administer the repository",
        RUNS + "       | 403 | cannot list its runs      | Actions (read-only)",
      })
  void whatTheTokenLacksIsNamed(String request, int status, String what, String advice) {
    answers.put(request, new Answer(status, "{\"message\": \"no\"}"));

    assertThatThrownBy(() -> forge().check(false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("GITHUB_TOKEN " + what)
        .hasMessageContaining(advice)
        .hasMessageContaining(String.valueOf(status))
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void onlyItsOwnRunnersAreRemovedAndOnesThatAreBusyAreTold() {
    String own = "trial1-github-7-abcdef-1";
    answers.put(
        "GET /repos/acme/app/actions/runners",
        new Answer(
            200,
            """
            {"total_count": 4, "runners": [
              {"id": 1, "name": "%s"}, {"id": 2, "name": "trial1-github-8-abcdef-1"},
              {"id": 3, "name": "trial2-github-7-abcdef-1"}, {"id": 4, "name": "trial1"}]}
            """
                .formatted(own)));
    answers.put("DELETE /repos/acme/app/actions/runners/1", new Answer(422, "{}"));
    answers.put("DELETE /repos/acme/app/actions/runners/2", new Answer(204, ""));

    assertThat(forge().removeRunners("trial1")).containsExactly(own);

    assertThat(asked)
        .filteredOn(request -> request.startsWith("DELETE"))
        .containsExactly(
            "DELETE /repos/acme/app/actions/runners/1", "DELETE /repos/acme/app/actions/runners/2");
  }

  @Test
  void theAddressOfTheApiSaysWhichForgeItIs() {
    assertThat(forge().type()).isEqualTo(Forge.Type.GHES);
    assertThat(TrialForge.of(null, "acme/app", "x").type()).isEqualTo(Forge.Type.GITHUB);
    TrialForge gitea = TrialForge.of(URI.create("https://git.test/api/v1/"), "acme/app", "x");
    assertThat(gitea.type()).isEqualTo(Forge.Type.GITEA);
    assertThat(gitea.name()).isEqualTo("gitea");
    assertThatThrownBy(() -> TrialForge.of(URI.create("https://git.test"), "acme/app", "x"))
        .hasMessageContaining("https://HOST/api/v1 of a Gitea, not https://git.test");
    assertThatThrownBy(() -> TrialForge.of(null, "acme", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("acme/app");
  }
}
