package dev.mayfly.standin.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The registration of a runner, as its variables say: those of the images for GitHub's runner, for
 * Gitea's, or for the agent of Azure DevOps.
 *
 * @param form what the forge is told.
 * @param leavesWithItsRegistration whether the process ends when its registration is gone; Gitea's
 *     stays, and works on at its job.
 */
record Enrolment(URI forge, Map<String, String> form, boolean leavesWithItsRegistration) {

  /** The variable that tells a runner of GitHub's its version. */
  static final String VERSION = "STAND_IN_RUNNER_VERSION";

  private static final String OF_THE_IMAGES = "2.338.0";
  private static final String GITEA = "GITEA_INSTANCE_URL";
  private static final String AZURE_DEVOPS = "AZDO_URL";

  /**
   * @throws IllegalArgumentException naming a variable that is missing.
   */
  static Enrolment of(Map<String, String> env) throws IOException {
    String jit = env.get("ACTIONS_RUNNER_INPUT_JITCONFIG");
    if (jit != null) {
      String url = env.getOrDefault("ActionsRunner_URL", configured(jit, "url"));
      return new Enrolment(root(url), Map.of("jit", jit, "version", version(env)), true);
    }
    if (env.containsKey(AZURE_DEVOPS)) {
      return azureDevOps(env);
    }
    return env.containsKey(GITEA) ? gitea(env) : gitHub(env);
  }

  private static Enrolment azureDevOps(Map<String, String> env) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("token", required(env, "AZDO_TOKEN"));
    form.put("pool", required(env, "AZDO_POOL"));
    form.put("name", env.getOrDefault("AZDO_AGENT", anyName()));
    form.put("labels", env.getOrDefault("AZDO_LABELS", ""));
    form.put("ephemeral", Boolean.toString("true".equals(env.get("AZDO_AGENT_DISPOSE"))));
    return new Enrolment(root(required(env, AZURE_DEVOPS)), form, true);
  }

  private static Enrolment gitHub(Map<String, String> env) {
    URI url = URI.create(required(env, "ActionsRunner_URL"));
    Map<String, String> form = new LinkedHashMap<>();
    form.put("token", required(env, "ActionsRunner_TOKEN"));
    form.put("page", url.getPath());
    form.put("name", env.getOrDefault("ActionsRunner_AGENT", anyName()));
    form.put("labels", env.getOrDefault("ActionsRunner_LABELS", "self-hosted"));
    if (env.containsKey("ActionsRunner_POOL")) {
      form.put("group", env.get("ActionsRunner_POOL"));
    }
    form.put("ephemeral", Boolean.toString("true".equals(env.get("ActionsRunner_DISPOSE"))));
    form.put("version", version(env));
    return new Enrolment(root(url.toString()), form, true);
  }

  /** The address says nothing of a scope: the token does. */
  private static Enrolment gitea(Map<String, String> env) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("token", required(env, "GITEA_RUNNER_REGISTRATION_TOKEN"));
    form.put("name", env.getOrDefault("GITEA_RUNNER_NAME", anyName()));
    form.put("labels", names(env.getOrDefault("GITEA_RUNNER_LABELS", "self-hosted:host")));
    boolean ephemeral =
        List.of("1", "true").contains(env.getOrDefault("GITEA_RUNNER_EPHEMERAL", ""));
    form.put("ephemeral", Boolean.toString(ephemeral));
    return new Enrolment(root(required(env, GITEA)), form, false);
  }

  /** Labels say after a colon where their jobs run ({@code x:host}); the forge never hears that. */
  private static String names(String labels) {
    return Arrays.stream(labels.split(",", -1))
        .map(label -> label.replaceFirst(":.*", ""))
        .collect(Collectors.joining(","));
  }

  private static String version(Map<String, String> env) {
    return env.getOrDefault(VERSION, OF_THE_IMAGES);
  }

  private static String anyName() {
    return "Agent_" + ProcessHandle.current().pid();
  }

  private static URI root(String url) {
    return URI.create(url).resolve("/");
  }

  private static String configured(String jit, String key) throws IOException {
    Properties configuration = new Properties();
    configuration.load(new StringReader(new String(Base64.getDecoder().decode(jit), UTF_8)));
    return configuration.getProperty(key, "");
  }

  private static String required(Map<String, String> env, String name) {
    String value = env.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(name + " is not set");
    }
    return value;
  }

  /** Without the form: a token is in it. */
  @Override
  public String toString() {
    return "Enrolment[forge=" + forge + "]";
  }
}
