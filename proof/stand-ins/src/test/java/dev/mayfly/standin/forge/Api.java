package dev.mayfly.standin.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;

/** A person with curl: raw requests to the stand-in's API. */
final class Api {

  private final HttpClient http = HttpClient.newHttpClient();
  private final GitHubStandIn standIn;
  private final String token;

  Api(GitHubStandIn standIn, String token) {
    this.standIn = standIn;
    this.token = token;
  }

  /** A person who bears the token that every stand-in here starts with. */
  static Api of(GitHubStandIn standIn) {
    return new Api(standIn, StandInSettings.DEFAULT.token());
  }

  /** Returns the webhook's deliveries at this path, the newest first. */
  JsonNode deliveries(String path) {
    try {
      return SharedData.parse(send("GET", path, "").body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(standIn.apiUrl() + path))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Asks again for what is known by this ETag. */
  HttpResponse<String> getIfChanged(String path, String tag)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(standIn.apiUrl() + path))
            .header("Authorization", "Bearer " + token)
            .header("If-None-Match", tag)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> control(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(standIn.webUrl().resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Sends and compares the answer with what GitHub's description says of this path. */
  String asGitHubDoes(int status, String method, String described, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send(method, path, body);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("X-GitHub-Request-Id")).isPresent();
    assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).isPresent();
    assertThat(
            SharedData.faultsOfAnswer(
                method.toLowerCase(Locale.ROOT), described, status, answer.body()))
        .as(method + " " + path + " → " + answer.body())
        .isEmpty();
    return answer.body();
  }
}
