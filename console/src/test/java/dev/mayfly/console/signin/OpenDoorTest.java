package dev.mayfly.console.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.signin.Browser.Answer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where nobody signs in: the own machine may do all, and no page of a stranger anything. */
@Tag("server")
@Isolated("all classes of a JVM share a log")
class OpenDoorTest {

  private static final String SESSION = "mayfly-session";

  @TempDir static Path directory;

  private static final GuardedConsole console = new GuardedConsole();
  private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Browser unused = console.start(directory, "", "localhost");
  }

  @AfterAll
  static void stop() {
    console.stop();
  }

  @BeforeEach
  void open() {
    browser = new Browser(console.port(), "localhost:" + console.port());
  }

  @Test
  void itSaysSoInTheLog() {
    assertThat(console.logged.get())
        .contains("nobody signs in: everybody on this machine can read all");
  }

  @Test
  void everybodyOnThisMachineReads() throws Exception {
    assertThat(browser.open("/jobs").body()).startsWith("anybody on this machine ");
    assertThat(browser.open("/sign-in?to=/jobs").header("location")).endsWith("/jobs");
    assertThat(browser.open("/logs").status()).isEqualTo(200);
  }

  @Test
  void theCookieOfThisMachineNeedsNoTls() throws Exception {
    assertThat(browser.open("/jobs").header("set-cookie"))
        .startsWith(SESSION + "=")
        .contains("HttpOnly")
        .containsIgnoringCase("SameSite=Lax")
        .doesNotContain("Secure");
  }

  @Test
  void anActNeedsATokenHereToo() throws Exception {
    Answer page = browser.open("/jobs");
    String token = page.body().substring(page.body().lastIndexOf(' ') + 1);

    assertThat(browser.post("/cancel", Map.of()).status()).isEqualTo(403);
    assertThat(browser.post("/cancel", Map.of(SignIn.FORM_FIELD, token)).status()).isEqualTo(200);
    browser.cookies.clear();
    assertThat(browser.post("/cancel", Map.of(SignIn.FORM_FIELD, token)).status()).isEqualTo(403);
  }

  /** Nothing that a request bears takes the place of the token here. */
  @Test
  void aHeaderThatAnybodyCanSendIsNoToken() throws Exception {
    assertThat(browser.send("POST", "/cancel", "", "Authorization: Bearer x").status())
        .isEqualTo(403);
  }

  @Test
  void aProgramAsksForATokenFirst() throws Exception {
    String token = browser.send("GET", "/session", "").body().replaceAll(".*Token\":\"|\".*", "");

    assertThat(browser.send("POST", "/cancel", "", SignIn.FORM_HEADER + ": " + token).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:1, 200",
    "127.0.0.1:1, 200",
    "[::1]:1, 200",
    "localhost, 200",
    "evil.test, 421",
    "localhost.evil.test, 421",
    "127.0.0.1.evil.test, 421",
    "192.168.0.1, 421"
  })
  void aNameThatAStrangerGaveThisMachineIsRefused(String host, int status) throws Exception {
    assertThat(browser.send("GET", "/jobs", "", "Host: " + host).status()).isEqualTo(status);
  }

  @Test
  void anotherPageOfThisMachineMayNotAsk() throws Exception {
    assertThat(browser.send("GET", "/jobs", "", "Origin: http://localhost:1").status())
        .isEqualTo(403);
  }
}
