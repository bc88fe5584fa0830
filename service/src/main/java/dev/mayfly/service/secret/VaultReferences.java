package dev.mayfly.service.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where {@code {keyvault: NAME}} leads in one file: to the vault that its own keyVault names. */
public final class VaultReferences implements Function<String, Secret> {

  private final @Nullable String refusal;
  private final @Nullable VaultSecrets vault;

  private VaultReferences(@Nullable String refusal, @Nullable VaultSecrets vault) {
    this.refusal = refusal;
    this.vault = vault;
  }

  /** Leads nowhere. */
  public static VaultReferences none(String why) {
    return new VaultReferences(why, null);
  }

  /**
   * @param mapper reads the section; its secrets lead to no vault.
   * @param section absent in most files. Its errors are reported by the reader of the whole file.
   */
  public static VaultReferences of(
      ObjectMapper mapper, JsonNode section, Function<KeyVaultSettings, VaultSecrets> opener) {
    if (section.isMissingNode() || section.isNull()) {
      return none("needs the section keyVault: {url: https://NAME.vault.azure.net}");
    }
    return settings(mapper, section)
        .map(usable -> new VaultReferences(null, opener.apply(usable)))
        .orElseGet(() -> none("cannot be read: the section keyVault has errors"));
  }

  @SuppressWarnings("NullAway") // an absent url is an error
  private static Optional<KeyVaultSettings> settings(ObjectMapper mapper, JsonNode section) {
    try {
      KeyVaultSettings settings = mapper.treeToValue(section, KeyVaultSettings.class);
      List<String> errors = new ArrayList<>();
      settings.check("", (where, message) -> errors.add(message));
      return Optional.of(settings).filter(it -> errors.isEmpty() && it.url() != null);
    } catch (JsonProcessingException wrong) {
      return Optional.empty();
    }
  }

  @Override
  public Secret apply(String name) {
    if (vault == null) {
      throw new IllegalArgumentException(refusal);
    }
    return vault.secret(name);
  }

  /** The vault, if the file names one. */
  @Nullable public VaultSecrets vault() {
    return vault;
  }
}
