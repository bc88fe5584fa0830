package dev.mayfly.acceptance.canary;

import dev.mayfly.acceptance.stack.Leaks;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** The answers over HTTP, headers included. */
final class Answers implements Place {

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpClient browser =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.ALWAYS)
          .build();
  private final List<String> where = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  /** Keeps what a browser gets there. */
  void get(String address) throws Exception {
    ask(HttpRequest.newBuilder(URI.create(address)).build());
  }

  /** Keeps what a program with this secret gets there. */
  void get(String address, String secret) throws Exception {
    String bearer = "Bearer " + secret;
    ask(HttpRequest.newBuilder(URI.create(address)).header("Authorization", bearer).build());
  }

  /**
   * @param headers names and values by turns.
   */
  void post(String address, String body, String... headers) throws Exception {
    ask(
        HttpRequest.newBuilder(URI.create(address))
            .POST(BodyPublishers.ofString(body))
            .headers(headers)
            .build());
  }

  /** Keeps what a browser gets there that follows redirects and keeps cookies. */
  void browse(String address) throws Exception {
    ask(
        browser,
        HttpRequest.newBuilder(URI.create(address))
            .header("Accept", "text/html,*/*;q=0.8")
            .build());
  }

  private void ask(HttpRequest request) throws Exception {
    ask(http, request);
  }

  private void ask(HttpClient client, HttpRequest request) throws Exception {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    where.add(request.method() + " " + request.uri());
    texts.add(answer.statusCode() + " " + answer.headers().map() + "\n" + answer.body());
  }

  @Override
  public List<String> search(Leaks leaks) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      found.addAll(leaks.in(where.get(i), texts.get(i)));
    }
    return found;
  }

  boolean has(String part) {
    return texts.stream().anyMatch(text -> text.contains(part));
  }
}
