package dev.mayfly.console.signin;

import static dev.mayfly.console.signin.GuardedConsole.HOST;
import static dev.mayfly.console.signin.GuardedConsole.SESSION;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.console.signin.Browser.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Programs and people with secrets, at a real server that is reached behind TLS. */
@Tag("server")
@Isolated("all classes of a JVM share a log")
class SignInTest {

  private static final String ORIGIN = "Origin: https://mayfly.example.com";
  private static final String READER = "reader-has-16-characters";
  private static final String OPERATOR = "operator-has-16-characters";

  @TempDir static Path directory;

  private static final GuardedConsole console = new GuardedConsole();
  private static Browser anybody;
  private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(directory.resolve("rita"), READER);
    Files.writeString(directory.resolve("otto"), OPERATOR);
    Files.writeString(directory.resolve("lea"), "logs-has-16-characters");
    anybody =
        console.start(
            directory,
            """
            signIn:
              addresses: ['https://mayfly.example.com']
              secrets:
                rita: {secret: {file: rita}, roles: [reader]}
                otto: {secret: {file: otto}, roles: [operator]}
                lea: {secret: {file: lea}, roles: [logs]}
            """,
            HOST);
  }

  @AfterAll
  static void stop() {
    console.stop();
  }

  @BeforeEach
  void open() {
    console.later.set(Duration.ZERO);
    browser = new Browser(console.port(), HOST);
  }

  private static Answer bearing(String secret, String method, String path) throws Exception {
    return anybody.send(method, path, "", "Authorization: Bearer " + secret);
  }

  /** Signs in on the page, as a person does. */
  private Answer enter(String secret, String to) throws Exception {
    Answer page = browser.open("/sign-in?to=" + to);
    return browser.post(
        "/sign-in",
        Map.of(
            "secret",
            secret,
            "to",
            Browser.field(page, "to").orElseThrow(),
            SignIn.FORM_FIELD,
            Browser.field(page, SignIn.FORM_FIELD).orElseThrow()),
        ORIGIN);
  }

  private String token() throws Exception {
    return browser.open("/jobs").body().split(" ", 2)[1];
  }

  @ParameterizedTest
  @CsvSource({
    "reader-has-16-characters, GET, /jobs, 200",
    "reader-has-16-characters, POST, /cancel, 403",
    "reader-has-16-characters, GET, /logs, 403",
    "operator-has-16-characters, GET, /jobs, 200",
    "operator-has-16-characters, POST, /cancel, 200",
    "operator-has-16-characters, GET, /logs, 403",
    "logs-has-16-characters, GET, /jobs, 403",
    "logs-has-16-characters, POST, /cancel, 403",
    "logs-has-16-characters, GET, /logs, 200"
  })
  void eachRoleMayDoWhatItIsFor(String secret, String method, String path, int status)
      throws Exception {
    Answer answer = bearing(secret, method, path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("content-type"))
        .isEqualTo(status == 200 ? "text/plain" : "application/problem+json");
  }

  @Test
  void whoHasNoRoleIsToldWhichOneItTakes() throws Exception {
    assertThat(bearing(READER, "POST", "/cancel").body())
        .contains("\"status\":403", "rita may not do this: it needs the role operator");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer wrong-but-long-enough",
        "Bearer ",
        "Bearer",
        "Basic cml0YTpyZWFkZXItaGFzLTE2LWNoYXJhY3RlcnM=",
        "reader-has-16-characters"
      })
  void noOtherSecretComesIn(String authorization) throws Exception {
    Answer answer = anybody.send("GET", "/jobs", "", "Authorization: " + authorization);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.header("www-authenticate")).isEqualTo("Bearer realm=\"Mayfly\"");
  }

  @Test
  void aWrongSecretIsNotMadeGoodByASession() throws Exception {
    enter(READER, "/jobs");

    assertThat(browser.send("GET", "/jobs", "", "Authorization: Bearer wrong").status())
        .isEqualTo(401);
  }

  @Test
  void aStrangerSeesNothingAndABrowserIsLedToTheDoor() throws Exception {
    Answer api = anybody.send("GET", "/jobs?pool=a", "", "Accept: */*");
    Answer page = browser.open("/jobs?pool=a");

    assertThat(api.status()).isEqualTo(401);
    assertThat(api.headers()).doesNotContainKey("set-cookie");
    assertThat(page.status()).isEqualTo(303);
    assertThat(page.header("location"))
        .isEqualTo("https://mayfly.example.com/sign-in?to=%2Fjobs%3Fpool%3Da");
  }

  @Test
  void aPersonSignsInWithASecretAndComesToThePageThatWasAskedFor() throws Exception {
    Answer entered = enter(READER, "%2Fjobs%3Fpool%3Da");

    assertThat(entered.status()).isEqualTo(303);
    assertThat(entered.header("location")).isEqualTo("https://mayfly.example.com/jobs?pool=a");
    assertThat(browser.open("/jobs").body()).startsWith("rita ");
    assertThat(browser.send("GET", "/session", "").body())
        .contains("\"name\":\"rita\"", "\"roles\":[\"reader\"]", "\"formToken\":\"");
  }

  @Test
  void theCookieIsForThisHostAloneAndNoScriptReadsIt() throws Exception {
    String cookie = enter(READER, "/jobs").header("set-cookie");

    assertThat(cookie)
        .startsWith(SESSION + "=")
        .contains("Path=/")
        .contains("HttpOnly")
        .contains("Secure")
        .containsIgnoringCase("SameSite=Lax")
        .doesNotContain("Domain", "Max-Age", "Expires", "rita", READER);
  }

  @Test
  void nobodyKeepsTheSessionOfBeforeSigningIn() throws Exception {
    browser.open("/sign-in");
    String before = browser.cookies.get(SESSION);
    enter(READER, "/jobs");
    String after = browser.cookies.get(SESSION);
    browser.cookies.put(SESSION, before);

    assertThat(after).isNotEqualTo(before);
    assertThat(browser.open("/jobs").status()).isEqualTo(303);
  }

  @Test
  void aWrongSecretIsToldWithoutBeingRepeated() throws Exception {
    try (LogLines log = new LogLines()) {
      Answer answer = enter("wrong-<b>-secret", "/jobs");

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).contains("This secret is nobody&#39;s.").doesNotContain("wrong-");
      assertThat(log.text()).contains("sign-in refused").doesNotContain("wrong-");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.test/",
        "//evil.test/",
        "/%5Cevil.test",
        "javascript:x",
        "/sign-out"
      })
  void noLinkLeadsElsewhereAfterSigningIn(String to) throws Exception {
    assertThat(enter(READER, to).header("location"))
        .startsWith("https://mayfly.example.com/")
        .doesNotContain("sign-out");
  }

  @Test
  void aSessionIsRenewedWhileItIsUsedAndEndsAfterEightHours() throws Exception {
    enter(READER, "/jobs");
    String first = browser.cookies.get(SESSION);
    for (int minutes = 50; minutes < 480; minutes += 50) {
      console.later.set(Duration.ofMinutes(minutes));
      assertThat(browser.open("/jobs").status()).as("after %d minutes", minutes).isEqualTo(200);
    }
    assertThat(browser.cookies.get(SESSION)).isNotEqualTo(first);
    console.later.set(Duration.ofHours(8));

    assertThat(browser.open("/jobs").status()).isEqualTo(303);
  }

  @Test
  void anUnusedSessionEndsAfterAnHour() throws Exception {
    enter(READER, "/jobs");
    console.later.set(Duration.ofMinutes(61));

    assertThat(browser.open("/jobs").status()).isEqualTo(303);
  }

  @Test
  void aCookieThatWasChangedIsNone() throws Exception {
    enter(READER, "/jobs");
    String cookie = requireNonNull(browser.cookies.get(SESSION));
    char last = cookie.charAt(20);
    browser.cookies.put(
        SESSION, cookie.substring(0, 20) + (last == 'A' ? 'B' : 'A') + cookie.substring(21));

    assertThat(browser.open("/jobs").status()).isEqualTo(303);
  }

  @Test
  void signingOutEndsAlsoACopyOfTheCookie() throws Exception {
    enter(READER, "/jobs");
    String copy = browser.cookies.get(SESSION);
    Answer form = browser.open("/sign-out");
    String token = Browser.field(form, SignIn.FORM_FIELD).orElseThrow();
    Answer left = browser.post("/sign-out", Map.of(SignIn.FORM_FIELD, token), ORIGIN);

    assertThat(left.status()).isEqualTo(200);
    assertThat(browser.cookies).doesNotContainKey(SESSION);
    browser.cookies.put(SESSION, copy);
    assertThat(browser.open("/jobs").status()).isEqualTo(303);
  }

  @Test
  void anActNeedsTheTokenOfItsOwnSession() throws Exception {
    enter(OPERATOR, "/jobs");
    String others = token();
    browser.cookies.clear();
    enter(OPERATOR, "/jobs");
    String own = token();

    assertThat(browser.post("/cancel", Map.of(), ORIGIN).status()).isEqualTo(403);
    assertThat(browser.post("/cancel", Map.of(SignIn.FORM_FIELD, others)).status()).isEqualTo(403);
    assertThat(browser.post("/cancel", Map.of(SignIn.FORM_FIELD, "x")).body())
        .contains("nothing was done");
    assertThat(browser.post("/cancel", Map.of(SignIn.FORM_FIELD, own, "reason", "a b")).body())
        .startsWith("otto ")
        .contains("reason=a+b");
    assertThat(browser.send("POST", "/cancel", "{}", SignIn.FORM_HEADER + ": " + own).body())
        .isEqualTo("otto {}");
  }

  @Test
  void theFormToSignInNeedsATokenToo() throws Exception {
    assertThat(browser.post("/sign-in", Map.of("secret", READER), ORIGIN).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.test", "null", "http://mayfly.example.com", "https://example.com"})
  void noOtherPageMayAsk(String origin) throws Exception {
    enter(OPERATOR, "/jobs");
    String token = SignIn.FORM_HEADER + ": " + token();

    assertThat(browser.send("POST", "/cancel", "", token, "Origin: " + origin).status())
        .isEqualTo(403);
    assertThat(browser.send("GET", "/jobs", "", "Origin: " + origin).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "same-origin, cors, empty, 200",
    "none, navigate, document, 200",
    "cross-site, navigate, document, 200",
    "cross-site, navigate, iframe, 403",
    "cross-site, no-cors, image, 403",
    "same-site, cors, empty, 403"
  })
  void aLinkFromElsewhereLeadsHereButNoOtherPageShowsWhatIsHere(
      String site, String mode, String destination, int status) throws Exception {
    enter(OPERATOR, "/jobs");
    String[] sent = {
      "Sec-Fetch-Site: " + site, "Sec-Fetch-Mode: " + mode, "Sec-Fetch-Dest: " + destination
    };

    assertThat(browser.send("GET", "/jobs", "", sent).status()).isEqualTo(status);
    assertThat(
            browser
                .send(
                    "POST",
                    "/cancel",
                    "",
                    sent[0],
                    sent[1],
                    sent[2],
                    SignIn.FORM_HEADER + ": " + token())
                .status())
        .isEqualTo(site.equals("same-origin") ? 200 : 403);
  }

  @ParameterizedTest
  @CsvSource({
    "mayfly.example.com, 200",
    "MAYFLY.example.com, 200",
    "mayfly.example.com:443, 200",
    "mayfly.example.com:8443, 421",
    "evil.test, 421",
    "127.0.0.1, 421",
    "localhost, 421"
  })
  void itAnswersAtItsOwnAddressesAlone(String host, int status) throws Exception {
    assertThat(
            anybody
                .send("GET", "/jobs", "", "Host: " + host, "Authorization: Bearer " + READER)
                .status())
        .isEqualTo(status);
  }

  @Test
  void noSiteShowsItWithinItsOwnPage() throws Exception {
    Answer page = browser.open("/sign-in");

    assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(page.header("cache-control")).isEqualTo("no-store");
    assertThat(page.header("referrer-policy")).isEqualTo("same-origin");
    assertThat(page.header("content-security-policy")).contains("frame-ancestors 'none'");
  }

  @Test
  void noLogHasASecretOrACookie() throws Exception {
    try (LogLines log = new LogLines()) {
      enter(READER, "/jobs");
      assertThat(browser.open("/jobs").status()).isEqualTo(200);
      assertThat(bearing(OPERATOR, "POST", "/cancel").status()).isEqualTo(200);

      assertThat(log.text())
          .contains("signed in")
          .doesNotContain(READER, OPERATOR, browser.cookies.get(SESSION));
    }
  }

  @Test
  void aBodyHasItsLimit() throws Exception {
    assertThat(
            anybody
                .send(
                    "POST",
                    "/cancel",
                    "x".repeat((64 << 10) + 1),
                    "Authorization: Bearer " + OPERATOR)
                .status())
        .isEqualTo(413);
  }
}
