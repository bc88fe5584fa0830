package dev.mayfly.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real gateway on ports of its own, and a client that speaks to it as GitHub does. As a static
 * extension ({@link #on}) it serves all tests of a class.
 */
public final class Gateway implements AfterAllCallback, AutoCloseable {

  public static final String SECRET = "It's a Secret to Everybody";
  public static final String NEXT_SECRET = "the one that comes after it";
  public static final String BEARER = "s3cret-of-the-pipelines";
  // GitHub's own patience with a webhook receiver.
  private static final Duration FORGE_HANGS_UP = Duration.ofSeconds(10);
  public static final String GITHUB = "https://api.github.com";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final GatewayApplication application = new GatewayApplication();
  private final Path directory;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();

  /** Status, headers and JSON of an answer. */
  public record Reply(HttpResponse<String> http, JsonNode json) {
    public int status() {
      return http.statusCode();
    }

    public String text(String key) {
      return json.path(key).asText();
    }

    /** Holds that it has this status, and a reason with these words. */
    public void says(int status, String reason) {
      assertThat(status()).isEqualTo(status);
      assertThat(text("reason")).contains(reason);
    }
  }

  /** Starts one, in a directory of its own, for all tests of a class; it has reached Temporal. */
  public static Gateway on(TestTemporal temporal) {
    try {
      Gateway gateway =
          new Gateway(write(Files.createTempDirectory("gateway"), temporal.address()));
      Await.until("it is healthy", () -> gateway.admin("/healthcheck").status() == 200);
      return gateway;
    } catch (Exception e) {
      throw new IllegalStateException("the gateway did not start", e);
    }
  }

  public Gateway(Path directory, String temporal, String taskQueue) throws Exception {
    this(directory, temporal, "default", taskQueue);
  }

  public Gateway(Path directory, String temporal, String namespace, String taskQueue)
      throws Exception {
    this(write(directory, temporal, namespace, taskQueue, GITHUB, ""));
  }

  /** With another address of GitHub's API, and with more sections in {@code gateway.yml}. */
  public static Gateway with(
      String sections, Path directory, String temporal, String taskQueue, String apiUrl)
      throws Exception {
    return new Gateway(write(directory, temporal, "default", taskQueue, apiUrl, sections));
  }

  /** With a file that a test has changed, see {@link #write(Path, String)}. */
  public Gateway(Path file) throws Exception {
    directory = requireNonNull(file.getParent());
    application.start(file.toString());
  }

  /** Writes the files that a gateway is started with. */
  public static Path write(Path directory, String temporal) throws IOException {
    return write(directory, temporal, "default", "test", GITHUB, "");
  }

  private static Path write(
      Path directory,
      String temporal,
      String namespace,
      String taskQueue,
      String apiUrl,
      String sections)
      throws IOException {
    Files.writeString(directory.resolve("secret"), SECRET + "\n");
    Files.writeString(directory.resolve("next"), NEXT_SECRET);
    Files.writeString(directory.resolve("bearer"), BEARER);
    Files.writeString(directory.resolve("next-bearer"), "next-" + BEARER);
    Files.writeString(
        directory.resolve("mayfly.yml"),
        """
        installation: mayfly
        forges:
          github: {apiUrl: "%s", scopes: [{organization: acme}]}
          gitea:
            type: gitea
            apiUrl: https://gitea.invalid/api/v1
            scopes: [{organization: acme}]
          azdo:
            type: azure-devops
            apiUrl: https://dev.azure.com/acme
            scopes: [{agentPool: mayfly}]
        pools:
          - {name: ubuntu, labels: [self-hosted, linux, x64], batchPool: b, image: i}
        """
            .formatted(apiUrl));
    return Files.writeString(
        directory.resolve("gateway.yml"),
        """
        fleet: mayfly.yml
        secrets: {github: [{file: secret}, {file: next}], gitea: [{file: secret}],
          azdo: [{file: bearer}, {file: next-bearer}]}
        temporal: {address: "%s", namespace: %s, taskQueue: %s}
        server:
          applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
          adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
          requestLog: {appenders: []}
        %s
        """
            .formatted(temporal, namespace, taskQueue, sections));
  }

  public int port() {
    return application.port();
  }

  public int adminPort() {
    return application.adminPort();
  }

  /** Sends a delivery with the right signature. */
  public Reply deliver(String event, String delivery, String body) throws Exception {
    return send(
        request("github", body)
            .header("X-GitHub-Event", event)
            .header("X-GitHub-Delivery", delivery)
            .header("X-Hub-Signature-256", sign(SECRET, body)));
  }

  public HttpRequest.Builder request(String forge, String body) {
    return post("/webhooks/" + forge, body);
  }

  public HttpRequest.Builder post(String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(FORGE_HANGS_UP)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  public Reply send(HttpRequest.Builder request) throws Exception {
    return reply(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
  }

  public Reply admin(String path) throws Exception {
    return reply(page(path));
  }

  /** Reads the metrics as Prometheus does. */
  public String metrics() throws Exception {
    return page("/metrics").body();
  }

  private HttpResponse<String> page(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + adminPort() + path);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Reply reply(HttpResponse<String> response) throws IOException {
    return new Reply(response, JSON.readTree(response.body()));
  }

  public static String sign(String secret, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  @Override
  public void close() {
    application.stop();
  }
}
