package dev.mayfly.local.stack;

import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.StandInSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

/**
 * The lines that the files of every gateway and worker on this machine share, and their secrets.
 */
public final class ServiceFiles {

  private ServiceFiles() {}

  /** Writes the secrets that the stand-ins know, and a new sealing key. */
  public static void writeSecrets(Path directory) throws IOException {
    Files.writeString(directory.resolve("webhook-secret"), StandInSettings.DEFAULT.secret());
    Files.writeString(directory.resolve("github-token"), StandInSettings.DEFAULT.token());
    Files.writeString(directory.resolve("batch-key"), BatchStandInCommand.DEFAULT_KEY);
    Files.writeString(directory.resolve("sealing-key"), randomKey());
  }

  /** Returns 32 bytes in Base64. */
  public static String randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /** Returns the lines of a fleet with the stand-in for GitHub, up to its first scope. */
  public static String fleet(int githubPort) {
    return """
    installation: mayfly
    forges:
      github:
        apiUrl: http://127.0.0.1:%1$d/api/v3
        webUrl: http://127.0.0.1:%1$d
        scopes:
    """
        .formatted(githubPort);
  }

  /** Returns the lines of a gateway, but for Temporal and its log. */
  public static String gateway(String forge, int port, int adminPort) {
    return """
    fleet: mayfly.yml
    secrets:
      %s: [{file: webhook-secret}]
    server:
      requestLog: {appenders: []}
      applicationConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
      adminConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
    """
        .formatted(forge, port, adminPort);
  }

  /**
   * Returns the lines of gateway and worker in one process, but for Temporal and its log.
   *
   * @param token where the worker finds the one for the forge, in braces.
   */
  public static String serve(
      String forge, String token, URI batch, Duration sweep, int port, int adminPort) {
    return """
    fleet: mayfly.yml
    gateway:
      secrets: {%1$s: [{file: webhook-secret}]}
    worker:
      forges: {%1$s: {token: %2$s}}
      %3$s
      sealingKeys: {local: {file: sealing-key}}
      sweep: {every: %4$ds}
    server:
      requestLog: {appenders: []}
      applicationConnectors: [{type: http, port: %5$d, bindHost: 127.0.0.1}]
      adminConnectors: [{type: http, port: %6$d, bindHost: 127.0.0.1}]
    """
        .formatted(forge, token, batch(batch), sweep.toSeconds(), port, adminPort);
  }

  private static String batch(URI url) {
    return "batch: {url: \"%s\", account: %s, key: {file: batch-key}}"
        .formatted(url, BatchStandInCommand.DEFAULT_ACCOUNT);
  }

  /** Returns the lines of a console, but for Temporal and its log. */
  public static String console(String installation, String forge, URI batch) {
    return """
    installation: %s
    forge: %s
    %s
    server:
      requestLog: {appenders: []}
      applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
      adminConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}]
    """
        .formatted(installation, forge, batch(batch));
  }

  /** Returns the lines that say where Temporal is; more of that section may follow. */
  public static String temporal(String address, String taskQueue) {
    return """
    temporal:
      address: %s
      taskQueue: %s
    """
        .formatted(address, taskQueue);
  }

  /** Returns the lines of a log in a file of this folder. */
  public static String log(Path directory, String level) {
    return """
    logging:
      loggers: {dev.mayfly: %s}
      appenders:
        - type: file
          currentLogFilename: %s
          archive: false
    """
        .formatted(level, directory.resolve("mayfly.log"));
  }

  /**
   * Returns the lines of a worker, but for Temporal and its log.
   *
   * @param signIn the lines of its forges.
   */
  public static String worker(String signIn, URI batch, int adminPort) {
    return """
    fleet: mayfly.yml
    forges:
      %s
    %s
    sealingKeys:
      local: {file: sealing-key}
    server:
      requestLog: {appenders: []}
      applicationConnectors: []
      adminConnectors: [{type: http, port: %d, bindHost: 127.0.0.1}]
    """
        .formatted(signIn, batch(batch), adminPort);
  }
}
