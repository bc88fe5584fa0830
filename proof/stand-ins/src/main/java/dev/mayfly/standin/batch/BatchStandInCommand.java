package dev.mayfly.standin.batch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import dev.mayfly.service.command.CommandLogs;
import dev.mayfly.service.command.Commands;
import dev.mayfly.standin.node.DockerEngine;
import dev.mayfly.standin.node.EngineKind;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** {@code stand-in batch}: the options of a {@link BatchStandIn}, and what starts one. */
@Command(
    name = "batch",
    description = "Azure Batch on loopback, whose tasks are local processes or Docker containers.")
public final class BatchStandInCommand implements Callable<Integer> {

  public static final String DEFAULT_ACCOUNT = "local";

  /** Nothing secret: it guards a stand-in on loopback. */
  public static final String DEFAULT_KEY =
      Base64.getEncoder().encodeToString("mayfly-batch-stand-in".getBytes(UTF_8));

  private static final BatchStandIn.Settings STANDARD = BatchStandIn.Settings.DEFAULT;

  @Option(
      names = "--port",
      paramLabel = "0..65535",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "0 for a free one")
  private int port;

  @Option(
      names = "--image",
      paramLabel = "NAME=COMMAND",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = {
        "what a task of image NAME runs, split at spaces, without a shell; repeatable;",
        "with --engine docker: a Docker image, and perhaps a command in place of its entrypoint"
      })
  private Map<String, String> images = new LinkedHashMap<>();

  @Option(names = "--account", description = "the only one that may ask")
  private String account = DEFAULT_ACCOUNT;

  @Option(
      names = "--key",
      showDefaultValue = Visibility.NEVER,
      description = "Base64; default: the stand-in's well-known key")
  private String key = DEFAULT_KEY;

  @Option(
      names = "--pool",
      paramLabel = "ID",
      showDefaultValue = Visibility.NEVER,
      description = "a pool that exists; repeatable; default: every pool")
  private Set<String> pools = new LinkedHashSet<>();

  @Option(names = "--nodes", paramLabel = "0..99999", description = "of each pool at first")
  private int nodes = STANDARD.nodes();

  @Option(names = "--slots", paramLabel = "1..99999", description = "tasks at once on a node")
  private int slots = STANDARD.slotsPerNode();

  @Option(names = "--boot", paramLabel = "DURATION", description = "how long a task is prepared")
  private Duration boot = STANDARD.bootDelay();

  @Option(names = "--node-boot", paramLabel = "DURATION", description = "how long a new node takes")
  private Duration nodeBoot = STANDARD.nodeBoot();

  @Option(names = "--deletion", paramLabel = "DURATION", description = "how long a job is deleting")
  private Duration deletion = STANDARD.deletion();

  @Option(names = "--engine", description = "what tasks are: ${COMPLETION-CANDIDATES}")
  private EngineKind engine = EngineKind.PROCESS;

  @Option(
      names = "--docker-option",
      paramLabel = "OPTION",
      description = "of docker create, for every task; repeatable")
  private List<String> dockerOptions = List.of(EngineKind.ON_LOOPBACK);

  @Option(
      names = "--uid",
      paramLabel = "0..65533",
      description = "with --engine docker: a task's user and group, unless it is the administrator")
  private int uid = DockerEngine.Settings.USER;

  @Override
  public Integer call() throws Exception {
    CommandLogs.silence();
    BatchStandIn batch = start();
    System.out.println("Azure Batch stands in at " + batch.url());
    return Commands.stay(batch);
  }

  /** Starts one; the caller closes it. */
  BatchStandIn start() {
    checkKey();
    return BatchStandIn.start(
        port,
        account,
        key,
        engine.start(
            new DockerEngine.Settings(
                images.entrySet().stream()
                    .collect(
                        toMap(Map.Entry::getKey, image -> words(image.getKey(), image.getValue()))),
                dockerOptions,
                uid)),
        new BatchStandIn.Settings(pools, nodes, slots, boot, STANDARD.transition())
            .withNodeBoot(nodeBoot)
            .withDeletion(deletion));
  }

  private void checkKey() {
    try {
      Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--key is not Base64", e);
    }
  }

  private static List<String> words(String image, String command) {
    if (command.isBlank()) {
      throw new IllegalArgumentException("--image is not NAME=COMMAND: " + image + "=");
    }
    return List.of(command.strip().split("\\s+"));
  }
}
