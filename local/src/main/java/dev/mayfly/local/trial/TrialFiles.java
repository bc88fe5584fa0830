package dev.mayfly.local.trial;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.local.stack.ServiceFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The files that a trial's gateway and worker read: the same keys as anywhere else.
 *
 * @param batchKey of the stand-in for Batch: with it, any program can have containers run.
 */
record TrialFiles(
    Path folder, String installation, TrialForge forge, String image, String batchKey) {

  /** The label that jobs ask for, besides self-hosted. */
  static final String LABEL = "mayfly-trial";

  static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Writes the common file, as JSON, which is YAML and quotes what it is given.
   *
   * @param docker where jobs find theirs, if they have one.
   * @param atOnce how many runners there may be.
   */
  void writeFleet(Optional<String> docker, int atOnce) throws IOException {
    ObjectNode fleet = JSON.createObjectNode().put("installation", installation);
    ObjectNode its = fleet.putObject("forges").putObject(forge.name());
    its.put("type", forge.type().key()).put("apiUrl", forge.apiUrl().toString());
    its.putArray("scopes").addObject().put("repository", forge.repository());
    docker.ifPresent(host -> its.putObject("environment").put("DOCKER_HOST", host));
    ObjectNode pool = fleet.putArray("pools").addObject().put("name", "trial");
    pool.putArray("labels").add("self-hosted").add("linux").add("x64").add(LABEL);
    pool.putArray("require").add(LABEL);
    pool.put("batchPool", "trial").put("image", image).put("maxRunners", atOnce);
    // Somebody watches, and a spare runner takes the place of another.
    pool.putObject("deadlines").put("idle", "1m");
    JSON.writeValue(folder.resolve("mayfly.yml").toFile(), fleet);
  }

  /**
   * Writes the file of gateway and worker, its console among it, and its secrets; returns the file.
   */
  Path writeService(URI batch, String temporal, int consolePort) throws IOException {
    Files.writeString(folder.resolve("webhook-secret"), ServiceFiles.randomKey());
    Files.writeString(folder.resolve("sealing-key"), ServiceFiles.randomKey());
    Files.writeString(folder.resolve("batch-key"), batchKey);
    return Files.writeString(
        folder.resolve("serve.yml"),
        ServiceFiles.serve(forge.name(), "{env: GITHUB_TOKEN}", batch, LOOK_EVERY, 0, 0)
            + "console: {port: %d, forge: %s}\n".formatted(consolePort, forge.name())
            + ServiceFiles.temporal(temporal, installation)
            + "  namespace: default\n"
            + ServiceFiles.log(folder, "INFO"));
  }

  @Override
  public String toString() {
    return "TrialFiles[" + folder + "]";
  }
}
