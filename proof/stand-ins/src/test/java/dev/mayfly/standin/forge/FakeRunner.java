package dev.mayfly.standin.forge;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Properties;

/** A runner that does step by step what a test says, and no more. */
public final class FakeRunner {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final URI forge;
  private final String session;

  public FakeRunner(GitHubStandIn standIn, String token, String page, String name, String labels)
      throws IOException, InterruptedException {
    this.forge = standIn.webUrl();
    HttpResponse<String> answer =
        post(
            "register",
            "application/x-www-form-urlencoded",
            "token="
                + token
                + "&page="
                + page
                + "&name="
                + name
                + "&labels="
                + labels
                + "&ephemeral=true");
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    Properties registration = new Properties();
    registration.load(new StringReader(answer.body()));
    this.session = registration.getProperty("session", "");
  }

  /** Comes online and waits for a job; the status is 200 with one, 204 without. */
  public int acquire() throws IOException, InterruptedException {
    return tell("acquire");
  }

  public int tell(String what) throws IOException, InterruptedException {
    return post(session + "/" + what, "text/plain", "").statusCode();
  }

  private HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(forge.resolve("/_runner/" + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
