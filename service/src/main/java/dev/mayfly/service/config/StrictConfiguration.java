package dev.mayfly.service.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mayfly.service.secret.KeyVaultSettings;
import dev.mayfly.service.secret.VaultSecrets;
import io.dropwizard.core.Configuration;
import jakarta.validation.Valid;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The part that every file of ours may have besides Dropwizard's own {@code server}, {@code
 * logging} and {@code metrics}: the vault that secrets come from.
 */
public abstract class StrictConfiguration extends Configuration {

  private final AtomicReference<KeyVaultSettings> keyVault = new AtomicReference<>();
  private final AtomicReference<VaultSecrets> vault = new AtomicReference<>();
  private final Set<Path> secretFiles = ConcurrentHashMap.newKeySet();

  /** Takes what was read; absent in most files. */
  @JsonProperty
  public final void setKeyVault(@Nullable KeyVaultSettings settings) {
    if (settings != null) {
      keyVault.set(settings);
    }
  }

  /** As it was read; absent in most files. */
  @Valid public final @Nullable KeyVaultSettings getKeyVault() {
    return keyVault.get();
  }

  final void take(@Nullable VaultSecrets opened) {
    if (opened != null) {
      vault.set(opened);
    }
  }

  final void take(Set<Path> files) {
    secretFiles.addAll(files);
  }

  /** The files that hold its secrets. */
  public final Set<Path> secretFiles() {
    return Set.copyOf(secretFiles);
  }

  /** The secrets of the vault, kept new for as long as a service runs; empty: no vault. */
  public final Optional<VaultSecrets> vault() {
    return Optional.ofNullable(vault.get());
  }

  /** Returns in a few words what was found, for the command that only checks the file. */
  protected abstract String summary();

  /**
   * Reports what is wrong between the sections, as path and message. Called on whatever could be
   * read.
   */
  protected void check(BiConsumer<String, String> error) {
    KeyVaultSettings settings = keyVault.get();
    if (settings != null) {
      settings.check("keyVault", error);
    }
  }
}
