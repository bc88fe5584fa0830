package dev.mayfly.service.config;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mayfly.service.secret.KeyVaultSettings;
import dev.mayfly.service.secret.VaultSecrets;
import dev.mayfly.service.temporal.TemporalSettings;
import io.dropwizard.core.Configuration;
import jakarta.validation.Valid;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part that every file of ours may have besides Dropwizard's own {@code server}, {@code
 * logging} and {@code metrics}: the vault that secrets come from.
 */
public abstract class StrictConfiguration extends Configuration {

  private static final Pattern AT_THE_TOP = Pattern.compile("(temporal|keyVault|server)(\\..*)?");

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
   * Reports what is wrong in a section that holds the keys of a service's own file. What stands at
   * the top for all sections is named there.
   */
  protected static void check(
      String section, StrictConfiguration part, BiConsumer<String, String> error) {
    part.check(
        (where, message) ->
            error.accept(
                AT_THE_TOP.matcher(where).matches() ? where : section + "." + where, message));
  }

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

  /** Reports what is wrong with the way to Temporal. */
  protected static void checkTemporal(TemporalSettings temporal, BiConsumer<String, String> error) {
    usable("temporal.encryptionKeys", temporal::keyRing, error);
    try {
      temporal.profile(System.getenv());
    } catch (IllegalArgumentException e) {
      error.accept("temporal", requireNonNullElse(e.getMessage(), "cannot be used"));
    }
  }

  /** Reports at this path why something cannot be made of what was read, if that is so. */
  public static void usable(String path, Supplier<?> made, BiConsumer<String, String> error) {
    try {
      requireNonNull(made.get());
    } catch (IllegalArgumentException e) {
      error.accept(path, String.valueOf(e.getMessage()));
    }
  }
}
