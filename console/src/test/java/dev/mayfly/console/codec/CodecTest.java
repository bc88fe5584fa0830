package dev.mayfly.console.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.util.JsonFormat;
import dev.mayfly.service.crypto.EncryptingCodec;
import dev.mayfly.service.crypto.KeyRing;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.common.converter.DefaultDataConverter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The real endpoint on ports of its own, asked over HTTP. */
@SuppressWarnings("NullAway.Init") // start() sets them
@Tag("server")
@Isolated("all classes of a JVM share a log")
class CodecTest {

  private static final String ORIGIN = "https://temporal.example.com";
  private static final String ALICE = "alice-has-16-characters";
  private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final String OTHER_KEY = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
  private static final Payload CLEAR =
      DefaultDataConverter.STANDARD_INSTANCE.toPayload("acme/app").orElseThrow();

  @TempDir static Path directory;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final CodecApplication codec = new CodecApplication();

  private final ListAppender<ILoggingEvent> audit = new ListAppender<>();

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(directory.resolve("alice"), ALICE);
    Files.writeString(directory.resolve("bob"), "bob-has-16-characters-too");
    Files.writeString(directory.resolve("key"), KEY);
    codec.start(write("users: {alice: {file: alice}, bob: {file: bob}}", "key"));
  }

  @AfterAll
  static void stop() {
    codec.stop();
  }

  @BeforeEach
  void listen() {
    audit.start();
    ((Logger) LoggerFactory.getLogger("dev.mayfly.codec.audit")).addAppender(audit);
  }

  @AfterEach
  void listenNoMore() {
    ((Logger) LoggerFactory.getLogger("dev.mayfly.codec.audit")).detachAppender(audit);
  }

  private static String write(String users, String key) throws Exception {
    return Files.writeString(
            directory.resolve("codec.yml"),
            """
            uiOrigin: %s
            %s
            encryptionKeys: {e1: {file: %s}}
            server:
              applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
              adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
              requestLog: {appenders: []}
            """
                .formatted(ORIGIN, users, key))
        .toString();
  }

  private static Payloads encrypted(String id, String key) {
    EncryptingCodec theirs = new EncryptingCodec(new KeyRing("encryption key", Map.of(id, key)));
    return Payloads.newBuilder().addAllPayloads(theirs.encode(List.of(CLEAR))).build();
  }

  private HttpRequest.Builder request(String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + codec.port() + path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder decode(Payloads payloads) throws Exception {
    return request("/decode", JsonFormat.printer().print(payloads));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String basic(String user, String secret) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(UTF_8));
  }

  private static Payloads payloads(HttpResponse<String> response) throws Exception {
    Payloads.Builder payloads = Payloads.newBuilder();
    JsonFormat.parser().merge(response.body(), payloads);
    return payloads.build();
  }

  @Test
  void decodesForWhoShowsASecretAndLeavesOneLine() throws Exception {
    HttpResponse<String> response =
        send(
            decode(encrypted("e1", KEY))
                .header("Authorization", "Bearer " + ALICE)
                .header("X-Namespace", "production"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(payloads(response).getPayloadsList()).containsExactly(CLEAR);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(audit.list).hasSize(1);
    assertThat(audit.list.get(0).getFormattedMessage()).isEqualTo("decoded");
    assertThat(audit.list.get(0).getKeyValuePairs())
        .extracting(Object::toString)
        .containsExactly(
            "user=\"alice\"", "namespace=\"production\"", "payloads=\"1\"", "encrypted=\"1\"");
  }

  @Test
  void aBrowserIsAskedForNameAndSecret() throws Exception {
    HttpResponse<String> anonymous = send(decode(encrypted("e1", KEY)).header("Origin", ORIGIN));
    HttpResponse<String> alice =
        send(
            decode(encrypted("e1", KEY))
                .header("Origin", ORIGIN)
                .header("Authorization", basic("alice", ALICE)));

    assertThat(anonymous.statusCode()).isEqualTo(401);
    assertThat(anonymous.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic "));
    assertThat(payloads(alice).getPayloadsList()).containsExactly(CLEAR);
    assertThat(alice.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
    assertThat(alice.headers().firstValue("Access-Control-Allow-Credentials")).contains("true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer wrong-but-long-enough", "Bearer ", "Basic bm9uc2Vuc2U=", "Digest x", "x"})
  void noOtherSecretDecodes(String authorization) throws Exception {
    HttpResponse<String> response =
        send(decode(encrypted("e1", KEY)).header("Authorization", authorization));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).doesNotContain("acme");
    assertThat(audit.list).isEmpty();
  }

  @Test
  void aNameGoesWithItsOwnSecretOnly() throws Exception {
    assertThat(
            send(decode(encrypted("e1", KEY)).header("Authorization", basic("bob", ALICE)))
                .statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "https://temporal.example.com, 200",
    "https://temporal.example.com.evil.test, 400",
    "http://temporal.example.com, 400",
    "https://temporal.example.com:8443, 400",
    "https://temporalxexample.com, 400",
    "null, 400"
  })
  void onlyPagesOfTheConfiguredOriginMayAsk(String origin, int status) throws Exception {
    HttpResponse<String> preflight =
        send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + codec.port() + "/decode"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-namespace"));
    HttpResponse<String> asked =
        send(
            decode(encrypted("e1", KEY))
                .header("Origin", origin)
                .header("Authorization", basic("alice", ALICE)));

    assertThat(asked.statusCode()).isEqualTo(status);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin").isPresent())
        .isEqualTo(status == 200);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Origin").isPresent())
        .isEqualTo(status == 200);
  }

  @Test
  void aMissingOrWrongKeyIsNamed() throws Exception {
    HttpResponse<String> missing =
        send(decode(encrypted("e0", KEY)).header("Authorization", "Bearer " + ALICE));
    HttpResponse<String> wrong =
        send(decode(encrypted("e1", OTHER_KEY)).header("Authorization", "Bearer " + ALICE));

    assertThat(missing.statusCode()).isEqualTo(422);
    assertThat(missing.body()).contains("encryption key e0 is not configured here");
    assertThat(wrong.body()).contains("encryption key e1 does not open this");
    assertThat(audit.list).extracting(ILoggingEvent::getFormattedMessage).containsOnly("refused");
  }

  @Test
  void whatIsNoListOfPayloadsIsRefused() throws Exception {
    assertThat(send(request("/decode", "[1]").header("Authorization", "Bearer " + ALICE)))
        .satisfies(response -> assertThat(response.statusCode()).isEqualTo(400))
        .satisfies(response -> assertThat(response.body()).contains("not Payloads"));
    assertThat(
            send(request("/decode", "x".repeat(8 << 20) + "x")
                    .header("Authorization", "Bearer " + ALICE))
                .statusCode())
        .isEqualTo(413);
  }

  @Test
  void whatTheWebUiSendsIsEncrypted() throws Exception {
    Payloads clear = Payloads.newBuilder().addPayloads(CLEAR).build();

    HttpResponse<String> encoded =
        send(
            request("/encode", JsonFormat.printer().print(clear))
                .header("Authorization", "Bearer " + ALICE));

    assertThat(payloads(encoded).getPayloadsList()).noneMatch(CLEAR::equals).hasSize(1);
    assertThat(payloads(send(decode(payloads(encoded)).header("Authorization", "Bearer " + ALICE))))
        .isEqualTo(clear);
  }

  @Test
  void aFileWithErrorsIsRefusedWithAllOfThem() throws Exception {
    Files.writeString(directory.resolve("short"), "short");
    String file = write("users: {eve: {file: short}}", "short");

    assertThatThrownBy(() -> new CodecApplication().start(file))
        .hasMessageContaining("users.eve: must have at least 16 characters")
        .hasMessageContaining("encryptionKeys: encryption key e1");
  }
}
