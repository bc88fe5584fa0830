package dev.mayfly.console.codec;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.service.config.StrictConfiguration;
import dev.mayfly.service.crypto.KeyRing;
import dev.mayfly.service.secret.NamedSecrets;
import dev.mayfly.service.secret.Secret;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The codec endpoint's file, {@code codec.yml}. */
public final class CodecConfiguration extends StrictConfiguration {

  @NotNull(message = "is required: where the Web UI is, such as https://temporal.example.com") private final URI uiOrigin;

  @NotEmpty(message = "is required: a secret for each reader, by name") private final Map<String, @NotNull Secret> users;

  @NotEmpty(message = "is required: the keys of temporal.encryptionKeys, by id") private final Map<String, @NotNull Secret> encryptionKeys;

  /**
   * Takes what was read.
   *
   * @param uiOrigin scheme, host and port of the one Web UI whose pages may ask.
   * @param users by name, which the audit line bears, the secret that each of them shows.
   * @param encryptionKeys as gateway and worker have them.
   */
  @JsonCreator
  @SuppressWarnings("NullAway") // absent YAML keys arrive as null; the constraints report them
  public CodecConfiguration(
      @Nullable URI uiOrigin,
      @Nullable Map<String, Secret> users,
      @Nullable Map<String, Secret> encryptionKeys) {
    this.uiOrigin = uiOrigin;
    this.users = users == null ? Map.of() : new LinkedHashMap<>(users);
    this.encryptionKeys = encryptionKeys == null ? Map.of() : new LinkedHashMap<>(encryptionKeys);
  }

  /** As a browser writes it: {@code https://temporal.example.com}. */
  String uiOrigin() {
    return uiOrigin.getScheme() + "://" + uiOrigin.getRawAuthority();
  }

  Map<String, Secret> users() {
    return users;
  }

  KeyRing keys() {
    Map<String, String> revealed = new LinkedHashMap<>();
    encryptionKeys.forEach((id, key) -> revealed.put(id, key.reveal()));
    return new KeyRing("encryption key", revealed);
  }

  @Override
  protected String summary() {
    return "%d user(s), %d key(s), for %s"
        .formatted(users.size(), encryptionKeys.size(), uiOrigin());
  }

  @Override
  protected void check(BiConsumer<String, String> error) {
    super.check(error);
    if (uiOrigin != null && !uiOrigin.toString().matches("https?://[^/?#@]+/?")) {
      error.accept("uiOrigin", "expected scheme, host and port only, without a path");
    }
    users.forEach((name, secret) -> NamedSecrets.check("users." + name, name, secret, error));
    try {
      var unused = keys();
    } catch (IllegalArgumentException e) {
      error.accept("encryptionKeys", String.valueOf(e.getMessage()));
    }
  }
}
