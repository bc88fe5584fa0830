package dev.mayfly.service.temporal;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mayfly.service.crypto.KeyRing;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.workflows.life.RunnerWorkflow;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where Temporal is. What is set here wins; what is not comes from the standard {@code TEMPORAL_*}
 * environment variables, then from Temporal's TOML file, then from the default. TLS comes from
 * variables or TOML only.
 *
 * @param address host and port; default {@code 127.0.0.1:7233}.
 * @param namespace default {@code default}.
 * @param taskQueue the queue of all lives and steps; default {@code mayfly}. Gateway and worker
 *     must agree.
 * @param uiUrl the Web UI, for the links in answers; default {@code http://127.0.0.1:8233}.
 * @param encryptionKeys by key id, 32 bytes in Base64; with any, all payloads are encrypted with
 *     the first one, and all of them open. Gateway and worker must agree.
 * @param apiKey asked for with each call, so that another one in its file counts at once; default
 *     {@code TEMPORAL_API_KEY}, which is read at the start.
 * @param profileName key {@code profile}: the profile of the TOML file; default as Temporal's tools
 *     have it.
 */
public record TemporalSettings(
    @Nullable @Pattern(regexp = ADDRESS, message = "expected host:port") String address,
    @Nullable @Pattern(regexp = NAME, message = "must match " + NAME) String namespace,
    @Pattern(regexp = NAME, message = "must match " + NAME) String taskQueue,
    URI uiUrl,
    @JsonProperty("profile") @Nullable String profileName,
    Map<String, Secret> encryptionKeys,
    @Nullable Secret apiKey) {

  static final String ADDRESS = "[A-Za-z0-9._:\\[\\]-]+:[0-9]{1,5}";
  static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,199}";

  private static final URI LOCAL_UI = URI.create("http://127.0.0.1:8233");

  public static final TemporalSettings DEFAULT =
      new TemporalSettings(null, null, null, null, null, null, null);

  @JsonCreator
  public TemporalSettings(
      @Nullable String address,
      @Nullable String namespace,
      @Nullable String taskQueue,
      @Nullable URI uiUrl,
      @JsonProperty("profile") @Nullable String profileName,
      @Nullable Map<String, Secret> encryptionKeys,
      @Nullable Secret apiKey) {
    this.apiKey = apiKey;
    this.address = address;
    this.namespace = namespace;
    this.taskQueue = requireNonNullElse(taskQueue, RunnerWorkflow.TASK_QUEUE);
    this.uiUrl = requireNonNullElse(uiUrl, LOCAL_UI);
    this.profileName = profileName;
    this.encryptionKeys =
        encryptionKeys == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(encryptionKeys));
  }

  /** The API key, if any, is the environment's. */
  public TemporalSettings(
      @Nullable String address,
      @Nullable String namespace,
      @Nullable String taskQueue,
      @Nullable URI uiUrl,
      @Nullable String profileName,
      @Nullable Map<String, Secret> encryptionKeys) {
    this(address, namespace, taskQueue, uiUrl, profileName, encryptionKeys, null);
  }

  /** Nothing is encrypted. */
  public TemporalSettings(
      @Nullable String address,
      @Nullable String namespace,
      @Nullable String taskQueue,
      @Nullable URI uiUrl,
      @Nullable String profileName) {
    this(address, namespace, taskQueue, uiUrl, profileName, null);
  }

  /**
   * The keys that payloads are encrypted with, in the file's order.
   *
   * @throws IllegalArgumentException when one of them is no key; the message names its id.
   */
  public KeyRing keyRing() {
    Map<String, String> revealed = new LinkedHashMap<>();
    encryptionKeys.forEach((id, key) -> revealed.put(id, key.reveal()));
    return new KeyRing("encryption key", revealed);
  }

  /** Returns whether the Web UI has an address of its own, and not that of this machine. */
  boolean isUiConfigured() {
    return !uiUrl.equals(LOCAL_UI);
  }

  /** Returns what says the API key as it is now; empty where the environment's is used. */
  Optional<Supplier<String>> currentApiKey() {
    return Optional.ofNullable(apiKey).map(key -> key::latest);
  }

  /** Puts these settings, the environment, the TOML file and the defaults together. */
  public ClientConfigProfile profile(Map<String, String> environment) {
    LoadClientConfigProfileOptions.Builder options =
        LoadClientConfigProfileOptions.newBuilder().setEnvOverrides(environment);
    if (profileName != null) {
      options.setConfigFileProfile(profileName);
    }
    ClientConfigProfile found;
    try {
      found = ClientConfigProfile.load(options.build());
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "Temporal's variables or TOML file cannot be used: " + e.getMessage(), e);
    }
    ClientConfigProfile.Builder profile = found.toBuilder();
    if (apiKey != null) {
      profile.setApiKey(null); // Temporal's own would be sent beside this one.
    }
    return profile
        .setAddress(first(address, found.getAddress(), "127.0.0.1:7233"))
        .setNamespace(first(namespace, found.getNamespace(), "default"))
        .build();
  }

  private static String first(@Nullable String a, @Nullable String b, String otherwise) {
    return Stream.of(requireNonNullElse(a, ""), requireNonNullElse(b, ""), otherwise)
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElseThrow();
  }
}
