package dev.mayfly.console.codec;

import dev.mayfly.service.secret.Secret;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code codec.yml} that stand in a section of {@code console.yml}. */
public record CodecSection(@Nullable URI uiOrigin, @Nullable Map<String, Secret> users) {

  /** Returns the endpoint's configuration; its keys are those of Temporal's section. */
  public CodecConfiguration with(Map<String, Secret> encryptionKeys) {
    return new CodecConfiguration(uiOrigin, users, encryptionKeys);
  }
}
