package dev.mayfly.local.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class GitHubStandInCommandTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, UTF_8);

  @Test
  void startsOneAndSaysWhereItIsButNotItsToken() throws Exception {
    try (GitHubStandIn gitHub =
        GitHubStandInCommand.start(List.of("--port", "0", "--token", "t0p", "--org", "big"), out)) {
      assertThat(new Api(gitHub, "t0p").send("GET", "/orgs/big/actions/runners", "").statusCode())
          .isEqualTo(200);
      assertThat(said.toString(UTF_8)).contains(gitHub.apiUrl().toString()).doesNotContain("t0p");
    }
  }

  @Test
  void saysWhatItDoesNotUnderstand() {
    assertThatThrownBy(() -> GitHubStandInCommand.start(List.of("--prot", "0"), out))
        .hasMessageContaining("not understood: --prot")
        .hasMessageContaining("stand-in github --port P");
  }
}
