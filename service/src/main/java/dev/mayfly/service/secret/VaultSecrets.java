package dev.mayfly.service.secret;

import static java.util.Objects.requireNonNull;

import dev.mayfly.service.vault.KeyVault;
import dev.mayfly.service.vault.Vault;
import dev.mayfly.service.vault.VaultException;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets that a service takes from a vault: read once when they are first named, and again
 * every few minutes while the service runs. While the vault gives none, the last value stays.
 */
public final class VaultSecrets implements Managed {

  private static final Logger log = LoggerFactory.getLogger(VaultSecrets.class);

  private final Vault vault;
  private final Duration pause;
  private final Map<String, String> values = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "vault");
            thread.setDaemon(true);
            return thread;
          });

  VaultSecrets(Vault vault, Duration pause) {
    this.vault = vault;
    this.pause = pause;
  }

  /** Sends no request yet. */
  public static VaultSecrets of(KeyVaultSettings settings) {
    return new VaultSecrets(new KeyVault(settings.signIn()), settings.refresh());
  }

  /**
   * The secret of this name; blocks while it is read for the first time.
   *
   * @throws IllegalArgumentException when it is not to be had; the message says why.
   */
  public Secret secret(String name) {
    if (!values.containsKey(name)) {
      try {
        values.put(name, vault.read(name));
      } catch (VaultException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    return Secret.from(() -> requireNonNull(values.get(name)));
  }

  /** Reads every secret again; tells of a failure when it is a new one. */
  void refresh() {
    values.replaceAll(this::newest);
  }

  private String newest(String name, String known) {
    try {
      String now = vault.read(name);
      failures.remove(name);
      if (!now.equals(known)) {
        log.atInfo().addKeyValue("secret", name).log("secret replaced in the vault");
      }
      return now;
    } catch (VaultException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(failures.put(name, message))) {
        log.atWarn()
            .addKeyValue("secret", name)
            .addKeyValue("failure", message)
            .log("secret not read again, the last value stays");
      }
      return known;
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a refresh never throws
  public void start() {
    clock.scheduleWithFixedDelay(
        this::refresh, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    clock.shutdownNow();
  }
}
