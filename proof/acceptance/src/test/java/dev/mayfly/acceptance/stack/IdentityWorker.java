package dev.mayfly.acceptance.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A worker that signs in at Batch by a managed identity, in a process of its own: the endpoint of
 * managed identities is in the environment. Closing ends it.
 */
public final class IdentityWorker implements AutoCloseable {

  private final Stack stack;
  private final Path log;
  private final Process process;

  /**
   * Starts one beside a stack whose own worker is stopped; Batch takes tokens alone from then on.
   *
   * @param client the worker's {@code batch.client}.
   */
  public IdentityWorker(Stack stack, String client) throws IOException {
    this.stack = stack;
    log = stack.folder().resolve("entra-worker.log");
    stack.batch().tokens().require();
    stack.configureWorker(
        "key: {file: batch-key}", "client: " + client + ", entra: {managedIdentity: {}}");
    ProcessBuilder worker = stack.worker().redirectOutput(log.toFile());
    URI endpoint = URI.create(stack.batch().url() + "/_entra/msi/token");
    worker.environment().put("IDENTITY_ENDPOINT", endpoint.toString());
    worker.environment().put("IDENTITY_HEADER", "h3ader");
    process = worker.start();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns what it has said so far. */
  public String said() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroy();
    stack.until("the worker is gone", () -> !process.isAlive());
  }
}
