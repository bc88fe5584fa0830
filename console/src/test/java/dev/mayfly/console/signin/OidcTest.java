package dev.mayfly.console.signin;

import static dev.mayfly.console.signin.GuardedConsole.HOST;
import static dev.mayfly.console.signin.GuardedConsole.SESSION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.console.signin.Browser.Answer;
import dev.mayfly.standin.oidc.OidcStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People of a provider with Entra ID's rules, at a real server that is reached behind TLS. */
@SuppressWarnings("NullAway.Init") // start() sets them
@Tag("server")
@Isolated("all classes of a JVM share a log")
class OidcTest {

  private static final OidcStandIn.Application CLIENT =
      new OidcStandIn.Application(
          "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
          "s3cret~of.the+application",
          List.of(URI.create("https://mayfly.example.com/sign-in/oidc/callback")));
  private static final String GROUP = "0760b6cf-170e-4a14-91b3-4b78e0739963";
  private static final Map<String, List<String>> READER = Map.of("roles", List.of("Reader"));

  @TempDir static Path directory;

  private static final GuardedConsole console = new GuardedConsole();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static OidcStandIn provider;
  private Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(directory.resolve("client-secret"), CLIENT.secret());
    provider = OidcStandIn.start(CLIENT, InstantSource.system());
    Browser unused =
        console.start(
            directory,
            """
            signIn:
              addresses: ['https://mayfly.example.com']
              oidc:
                issuer: %s
                clientId: %s
                clientSecret: {file: client-secret}
                groups: {%s: [operator]}
            """
                .formatted(provider.issuer(), CLIENT.clientId(), GROUP),
            HOST);
  }

  @AfterAll
  static void stop() {
    console.stop();
    provider.close();
  }

  @BeforeEach
  void open() {
    console.later.set(Duration.ZERO);
    provider.change(UnaryOperator.identity());
    provider.forge(false);
    provider.meet("ada@acme.example", READER);
    browser = new Browser(console.port(), HOST);
  }

  private URI begin(String to) throws IOException {
    return URI.create(browser.open("/sign-in/oidc?to=" + to).header("location"));
  }

  /** Returns where the provider leads to, below our address. */
  private static String led(URI page) throws Exception {
    URI back =
        URI.create(
            HTTP.send(
                    HttpRequest.newBuilder(page).header("Accept", "text/html").build(),
                    BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow());
    assertThat(back.getHost()).isEqualTo(HOST);
    return back.getRawPath() + "?" + back.getRawQuery();
  }

  private Answer signIn() throws Exception {
    return browser.open(led(begin("/jobs?pool=a")));
  }

  @Test
  void aPersonComesBackToThePageThatWasAskedFor() throws Exception {
    Answer door = browser.open("/jobs?pool=a");
    Answer only = browser.open(door.header("location").replace("https://" + HOST, ""));

    assertThat(only.header("location"))
        .isEqualTo("https://mayfly.example.com/sign-in/oidc?to=%2Fjobs%3Fpool%3Da");
    Answer back = signIn();
    assertThat(back.status()).as(back.body()).isEqualTo(303);
    assertThat(back.header("location")).isEqualTo("https://mayfly.example.com/jobs?pool=a");
    assertThat(browser.open("/jobs").body()).startsWith("ada@acme.example ");
    assertThat(browser.cookies).containsOnlyKeys(SESSION);
  }

  @Test
  void theRequestHasWhatTheProtocolAsksFor() throws Exception {
    String query = begin("/").getRawQuery();

    assertThat(query)
        .contains("response_type=code")
        .contains("client_id=" + CLIENT.clientId())
        .contains("scope=openid+profile")
        .contains("code_challenge_method=S256")
        .containsPattern("code_challenge=[A-Za-z0-9_-]{43}(&|$)")
        .containsPattern("state=[A-Za-z0-9_-]{22}(&|$)")
        .containsPattern("nonce=[A-Za-z0-9_-]{22}(&|$)")
        .contains("redirect_uri=https%3A%2F%2Fmayfly.example.com%2Fsign-in%2Foidc%2Fcallback");
    assertThat(begin("/").getRawQuery()).isNotEqualTo(query);
  }

  @Test
  void groupsGiveRolesAsConfigured() throws Exception {
    provider.meet("otto@acme.example", Map.of("groups", List.of("another", GROUP)));
    signIn();

    assertThat(browser.send("GET", "/session", "").body())
        .contains("\"roles\":[\"reader\",\"operator\"]");
  }

  @Test
  void whoHasNoRoleComesInNowhereAndIsToldSo() throws Exception {
    provider.meet("eve<b>@acme.example", Map.of("roles", List.of("Global Administrator")));
    Answer refused = signIn();

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body())
        .contains("eve&lt;b&gt;@acme.example has no role here: assign reader, operator or logs");
    assertThat(browser.open("/jobs").status()).isEqualTo(303);
  }

  @Test
  void whoseGroupsWereLeftOutIsToldToUseRoles() throws Exception {
    provider.meet("max@acme.example", Map.of());
    provider.change(
        claims -> {
          claims.putObject("_claim_names").put("groups", "src1");
          return claims;
        });

    assertThat(signIn().body()).contains("no groups, since they are too many");
  }

  @Test
  void whomTheProviderRefusesIsRefused() throws Exception {
    provider.meet(null, Map.of());

    Answer refused = signIn();
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("the provider lets nobody in: access_denied");
  }

  static Stream<Arguments> lies() {
    return Stream.<Map.Entry<String, Consumer<ObjectNode>>>of(
            Map.entry("another issuer", it -> it.put("iss", "https://evil.test/v2.0")),
            Map.entry("another audience", it -> it.put("aud", "another")),
            Map.entry("another nonce", it -> it.put("nonce", "another")),
            Map.entry("no nonce", it -> it.remove("nonce")),
            Map.entry("expired", it -> it.put("exp", Instant.now().getEpochSecond() - 61)),
            Map.entry("not yet issued", it -> it.put("iat", Instant.now().getEpochSecond() + 90)))
        .map(it -> Arguments.of(it.getKey(), it.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void aTokenThatIsNotForThisSignInProvesNothing(String name, Consumer<ObjectNode> lie)
      throws Exception {
    provider.change(
        claims -> {
          lie.accept(claims);
          return claims;
        });
    Answer refused = signIn();

    assertThat(refused.status()).as(name).isEqualTo(502);
    assertThat(refused.body()).contains("token proves nothing");
    assertThat(browser.open("/jobs").status()).isEqualTo(303);
  }

  @Test
  void aTokenSignedByAnotherKeyProvesNothing() throws Exception {
    provider.forge(true);

    assertThat(signIn().body()).contains("token proves nothing");
  }

  @Test
  void theProvidersNewKeyIsFound() throws Exception {
    assertThat(signIn().status()).isEqualTo(303);
    provider.rotateKeys();

    assertThat(signIn().status()).isEqualTo(303);
  }

  @Test
  void anotherBrowserCannotEndASignIn() throws Exception {
    String back = led(begin("/jobs"));
    Browser victim = new Browser(console.port(), HOST);
    Answer refused = victim.open(back);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("not begun here");
    assertThat(victim.open("/jobs").status()).isEqualTo(303);
  }

  @Test
  void norCanOneWithASignInOfItsOwn() throws Exception {
    String attackers = led(begin("/jobs"));
    Browser victim = new Browser(console.port(), HOST);
    victim.open("/sign-in/oidc");

    assertThat(victim.open(attackers).status()).isEqualTo(400);
  }

  @Test
  void aCodeIsGoodOnce() throws Exception {
    String back = led(begin("/jobs"));
    Map<String, String> begun = Map.copyOf(browser.cookies);
    assertThat(browser.open(back).status()).isEqualTo(303);
    browser.cookies.putAll(begun);

    assertThat(browser.open(back).body())
        .contains("the provider refuses the code: invalid_grant (AADSTS54005)");
  }

  @Test
  void aSignInHasTenMinutes() throws Exception {
    String back = led(begin("/jobs"));
    console.later.set(Duration.ofMinutes(10));

    assertThat(browser.open(back).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.test/", "//evil.test"})
  void noLinkLeadsElsewhereAfterSigningIn(String to) throws Exception {
    assertThat(browser.open(led(begin(to))).header("location"))
        .isEqualTo("https://mayfly.example.com/");
  }

  @Test
  void nothingOfTheProvidersIsKeptOrLogged() throws Exception {
    try (LogLines log = new LogLines()) {
      assertThat(signIn().status()).isEqualTo(303);
      assertThat(signIn().status()).isEqualTo(303);

      String text = log.text();
      assertThat(text).contains("signed in", "name=\"ada@acme.example\"", "subject=\"sub-of-");
      assertThat(text).doesNotContain(CLIENT.secret());
      assertThat(provider.secrets()).isNotEmpty();
      assertThat(text).doesNotContain(provider.secrets());
      assertThat(browser.cookies.values().toString()).doesNotContain(provider.secrets());
    }
  }
}
