package dev.mayfly.worker.forge.auth;

import static dev.mayfly.worker.forge.auth.FakeApps.ACME;
import static dev.mayfly.worker.forge.auth.FakeApps.json;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.worker.TestKeys;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.ForgeException.Kind;
import dev.mayfly.workflows.step.JobStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client that signs in as an App, and what it asks of the forge for that. */
@Tag("server")
class AppAuthTest {

  private static final String REGISTER = "POST /orgs/acme/actions/runners/registration-token";
  private static final String FIND = "GET /orgs/acme/installation";
  private static final String MINT = "POST /app/installations/7/access_tokens";
  private static final String REGISTRATION =
      "{\"token\":\"AREG\",\"expires_at\":\"2026-03-01T13:00:00Z\"}";

  @AutoClose private final FakeApps forge = new FakeApps();

  @Test
  void findsTheInstallationAndMintsItsTokenOnceForAll() {
    ForgeClient client = forge.client("12");

    client.registrationToken(ACME);
    client.registrationToken(ACME);

    assertThat(forge.requests).containsExactly(FIND, MINT, REGISTER, REGISTER);
  }

  @Test
  void theConfiguredInstallationIsNotAskedFor() {
    ForgeClient client = forge.client(99L, "12");

    client.registrationToken(ACME);

    assertThat(forge.requests)
        .containsExactly("POST /app/installations/99/access_tokens", REGISTER);
  }

  @Test
  void aRepositoryIsServedByItsOwnersInstallation() {
    forge.answer("GET /repos/acme/app/actions/jobs/5", any -> json(200, "{\"status\":\"queued\"}"));
    ForgeClient client = forge.client("12");

    assertThat(client.job("acme/app", 5).status()).isEqualTo(JobStatus.Status.QUEUED);
    client.registrationToken(ACME);

    // One that was not chosen for the installation has none of its own.
    assertThat(forge.requests)
        .containsExactly(
            "GET /repos/acme/app/installation",
            FIND,
            MINT,
            "GET /repos/acme/app/actions/jobs/5",
            REGISTER);
  }

  @Test
  void manyCallsAtOnceMintOnce() throws Exception {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    forge.answer(
        MINT,
        any -> {
          asking.countDown();
          await(go);
          return json(201, "{\"token\":\"ghs_x\",\"expires_at\":\"2026-03-01T13:00:00Z\"}");
        });
    ForgeClient client = forge.client(7L, "12");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<RegistrationToken>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> client.registrationToken(ACME)));
      }
      await(asking);
      go.countDown();
      for (Future<RegistrationToken> one : all) {
        assertThat(one.get(60, TimeUnit.SECONDS).token()).isEqualTo("AREG");
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(forge.requests).filteredOn(MINT::equals).hasSize(1);
  }

  @Test
  void aTokenIsRenewedFiveMinutesBeforeItExpiresAndNotBefore() {
    List<String> used = usedTokens();
    ForgeClient client = forge.client(7L, "12");

    client.registrationToken(ACME);
    pass(Duration.ofMinutes(54));
    client.registrationToken(ACME);
    pass(Duration.ofMinutes(2));
    client.registrationToken(ACME);

    assertThat(used).containsExactly("ghs_1", "ghs_1", "ghs_2");
  }

  @Test
  void whileTheOldTokenHoldsARenewalThatFailsDoesNoHarm() {
    List<String> used = usedTokens();
    ForgeClient client = forge.client(7L, "12");
    client.registrationToken(ACME);
    forge.answer(MINT, any -> json(500, "{}"));

    pass(Duration.ofMinutes(57));
    client.registrationToken(ACME);
    client.registrationToken(ACME);

    assertThat(used).containsExactly("ghs_1", "ghs_1", "ghs_1");
    assertThat(forge.requests).filteredOn(MINT::equals).as("not for every call").hasSize(2);
    pass(Duration.ofMinutes(4));
    assertThat(failure(client).status()).isEqualTo(500);
  }

  @Test
  void aTokenThatTheForgeDoesNotKnowAnyMoreIsReplacedOnce() {
    ForgeClient client = forge.client(7L, "12");
    client.registrationToken(ACME);
    forge.answer(
        REGISTER,
        token ->
            token.equals("ghs_1") ? json(401, "{\"message\":\"no\"}") : json(201, REGISTRATION));
    pass(Duration.ofMinutes(1));

    assertThat(client.registrationToken(ACME).token()).isEqualTo("AREG");

    forge.answer(REGISTER, any -> json(401, "{\"message\":\"Bad credentials\"}"));
    assertThat(failure(client).kind()).as("it may still spread").isEqualTo(Kind.UNAVAILABLE);
    assertThat(forge.minted).as("none for what was given just now").hasValue(2);
    pass(Duration.ofSeconds(31));
    assertThat(failure(client).kind()).isEqualTo(Kind.POOL_FAULT);
  }

  @Test
  void aNewTokenThatIsNotKnownEverywhereYetIsTriedAgainForTenSeconds() {
    ForgeClient client = forge.client(7L, "12");
    forge.answer(REGISTER, any -> json(403, "{\"message\":\"Resource not accessible\"}"));

    assertThat(failure(client).retryAfter()).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    assertThat(failure(client).retryAfter()).isEqualTo(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(2));
    ForgeException third = failure(client);
    assertThat(third.retryAfter()).isEqualTo(Duration.ofSeconds(4));
    assertThat(third.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(third).hasMessageEndingWith("403, by a token that is new and may not be known yet");
    forge.answer(REGISTER, any -> json(201, REGISTRATION));
    pass(Duration.ofSeconds(4));
    assertThat(client.registrationToken(ACME).token()).isEqualTo("AREG");
    assertThat(forge.minted).hasValue(1);
  }

  @Test
  void theJwtHasGitHubsTimesAndTheAppsId() {
    AtomicReference<String> jwt = new AtomicReference<>("");
    forge.answer(
        FIND,
        bearer -> {
          jwt.set(bearer);
          return json(200, "{\"id\":7}");
        });

    forge.client("Iv23liabc").registrationToken(ACME);

    JsonNode claims = claims(requireNonNull(jwt.get()));
    assertThat(claims.path("iss").asText()).isEqualTo("Iv23liabc");
    assertThat(claims.path("iat").asLong()).isEqualTo(forge.now.getEpochSecond() - 60);
    assertThat(claims.path("exp").asLong() - forge.now.getEpochSecond()).isBetween(1L, 600L);
  }

  @Test
  void anotherKeyOnDiskIsUsedByTheNextCallAndAfterARefusal() {
    List<String> old = new ArrayList<>();
    forge.answer(
        FIND,
        jwt -> {
          old.add(jwt);
          forge.key = TestKeys.pkcs1(TestKeys.OTHER.getPrivate());
          return old.size() == 1 ? json(401, "{\"message\":\"no\"}") : json(200, "{\"id\":7}");
        });

    forge.client("12").registrationToken(ACME);

    assertThat(old).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void aClockThatIsWrongIsSetByTheForges() {
    forge.forgeIsAhead = Duration.ofMinutes(-20);
    List<Long> expiries = new ArrayList<>();
    forge.answer(
        FIND,
        jwt -> {
          expiries.add(claims(jwt).path("exp").asLong());
          long forgesNow = forge.now.plus(forge.forgeIsAhead).getEpochSecond();
          return claims(jwt).path("exp").asLong() > forgesNow + 600
              ? json(401, "{\"message\":\"'exp' is too far in the future\"}")
              : json(200, "{\"id\":7}");
        });
    ForgeClient client = forge.client("12");
    List<String> used = usedTokens();

    client.registrationToken(ACME);
    pass(Duration.ofMinutes(50));
    client.registrationToken(ACME);

    assertThat(expiries).hasSize(2);
    assertThat(used).as("an hour by the forge's clock").containsExactly("ghs_1", "ghs_1");
  }

  @Test
  void anAppThatWasInstalledAnewIsFoundAgain() {
    ForgeClient client = forge.client("12");
    client.registrationToken(ACME);
    forge.answer(FIND, any -> json(200, "{\"id\":8}"));
    forge.answer(MINT, any -> json(404, "{\"message\":\"Not Found\"}"));
    pass(Duration.ofHours(2));

    client.registrationToken(ACME);

    assertThat(forge.requests).contains("POST /app/installations/8/access_tokens");
  }

  @Test
  void anAppThatIsNotInstalledIsThePoolsFaultAndSaysWhere() {
    forge.answer(FIND, any -> json(404, "{\"message\":\"Not Found\"}"));

    ForgeException e = failure(forge.client("12"));

    assertThat(e.kind()).isEqualTo(Kind.POOL_FAULT);
    assertThat(e).hasMessageContaining("App 12 is not installed on orgs/acme");
  }

  @Test
  void aKeyOfAnotherAppIsThePoolsFaultAndIsNeverShown() {
    forge.answer(FIND, jwt -> json(401, "{\"message\":\"could not decode " + jwt + "\"}"));

    ForgeException e = failure(forge.client("12"));

    assertThat(e.kind()).isEqualTo(Kind.POOL_FAULT);
    assertThat(e)
        .hasMessageContaining("could not decode ***")
        .hasMessageContaining("App 12: is the id right, does the private key belong to it");
  }

  @Test
  void aKeyThatBecameUnreadableIsThePoolsFault() {
    ForgeClient client = forge.client("12");
    forge.key = "-----BEGIN nothing";

    assertThat(failure(client).kind()).isEqualTo(Kind.POOL_FAULT);
    assertThatThrownBy(() -> client.registrationToken(ACME)).hasMessageContaining("must be PEM");
  }

  @Test
  void runnersAreRegisteredByTheAppThatHasMostLeftAndAllElseByTheFirst() {
    Map<String, Integer> left = new ConcurrentHashMap<>(Map.of("ghs_1", 4000, "ghs_2", 4003));
    List<String> used = new ArrayList<>();
    forge.answer(
        REGISTER,
        token -> {
          used.add(token);
          return json(201, REGISTRATION, limits(left.merge(token, -1, Integer::sum)));
        });
    forge.answer(
        "GET /orgs/acme/actions/runners/5",
        token -> {
          used.add("look by " + token);
          return json(404, "{}", limits(left.getOrDefault(token, 0)));
        });
    ForgeClient client = forge.client(7L, "1", "2");
    client.runner(ACME, 5);

    for (int i = 0; i < 8; i++) {
      client.registrationToken(ACME);
    }
    client.runner(ACME, 5);

    // One that has sent nothing yet is taken to have all, so the other one begins.
    assertThat(used)
        .containsExactly(
            "look by ghs_1",
            "ghs_2", // of 5,000, as far as is known; now 4,002
            "ghs_2", // 4,001
            "ghs_2", // 4,000, as many as the other one has
            "ghs_1",
            "ghs_2",
            "ghs_1",
            "ghs_2",
            "ghs_1",
            "look by ghs_1");
    assertThat(client.requestsPerHour()).isEqualTo(10_000);
    assertThat(forge.metrics.getGauges())
        .containsKeys("forges.github.apps.1.remaining", "forges.github.apps.2.remaining");
  }

  @Test
  void anAppWhoseLimitIsReachedIsReplacedByTheOtherAtOnce() {
    List<String> used = new ArrayList<>();
    forge.answer(
        REGISTER,
        token -> {
          used.add(token);
          return token.equals("ghs_1")
              ? json(403, "{\"message\":\"API rate limit exceeded\"}", limits(0))
              : json(201, REGISTRATION);
        });
    ForgeClient client = forge.client(7L, "1", "2");

    client.registrationToken(ACME);
    client.registrationToken(ACME);

    assertThat(used).containsExactly("ghs_1", "ghs_2", "ghs_2");
  }

  @Test
  void anOutageIsProbedByOneAppForAll() {
    forge.answer(REGISTER, any -> json(502, ""));
    ForgeClient client = forge.client(7L, "1", "2");
    failure(client);
    failure(client);
    int before = forge.requests.size();

    for (int second = 0; second < 30; second++) {
      pass(Duration.ofSeconds(1));
      failure(client);
    }

    assertThat(forge.requests.size() - before).isEqualTo(6);
  }

  private List<String> usedTokens() {
    List<String> used = new ArrayList<>();
    forge.answer(
        REGISTER,
        token -> {
          used.add(token);
          return json(201, REGISTRATION);
        });
    return used;
  }

  private String[] limits(int remaining) {
    return new String[] {
      "X-RateLimit-Limit: 5000",
      "X-RateLimit-Remaining: " + remaining,
      "X-RateLimit-Reset: " + forge.now.plusSeconds(3000).getEpochSecond()
    };
  }

  private void pass(Duration time) {
    forge.now = forge.now.plus(time);
  }

  private static ForgeException failure(ForgeClient client) {
    return catchThrowableOfType(ForgeException.class, () -> client.registrationToken(ACME));
  }

  private static JsonNode claims(String jwt) {
    try {
      return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
