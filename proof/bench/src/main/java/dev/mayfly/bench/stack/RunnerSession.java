package dev.mayfly.bench.stack;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A runner that this process plays, as the stand-in forge knows it. */
public record RunnerSession(String address) {

  /**
   * Registers the ephemeral runner of a task.
   *
   * @param environment of the task.
   */
  public static RunnerSession register(URI forge, Map<String, String> environment, String labels)
      throws IOException, InterruptedException {
    String answer =
        new Http()
            .post(
                forge + "/_runner/register",
                "ephemeral=true"
                    + field("labels", labels)
                    + field("token", environment.get("ActionsRunner_TOKEN"))
                    + field(
                        "page", URI.create(given(environment.get("ActionsRunner_URL"))).getPath())
                    + field("name", environment.get("ActionsRunner_AGENT")));
    return new RunnerSession(forge + "/_runner/" + read(answer).getProperty("session"));
  }

  /** Says that it is there: it is online from now on. */
  public void beat() throws IOException, InterruptedException {
    tell("/heartbeat");
  }

  /** Takes a job that waits, and begins with it; returns its id. */
  public long takeJob() throws IOException, InterruptedException {
    Properties offer = read(tell("/acquire"));
    String unused = tell("/start");
    return Long.parseLong(offer.getProperty("job"));
  }

  /** Has done its job. */
  public void complete() throws IOException, InterruptedException {
    tell("/complete?conclusion=success");
  }

  private String tell(String what) throws IOException, InterruptedException {
    return new Http().post(address + what, "");
  }

  private static Properties read(String answer) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(answer));
    return properties;
  }

  private static String field(String name, @Nullable String value) {
    return "&" + name + "=" + URLEncoder.encode(given(value), StandardCharsets.UTF_8);
  }

  private static String given(@Nullable String variable) {
    return Objects.requireNonNull(variable, "a variable of the runner images is missing");
  }
}
