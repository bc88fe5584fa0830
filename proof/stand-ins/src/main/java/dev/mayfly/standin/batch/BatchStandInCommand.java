package dev.mayfly.standin.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command line of the stand-in. */
public final class BatchStandInCommand {

  public static final String USAGE =
      """
      usage: stand-in batch --port P --image NAME=COMMAND... [--account A] [--key K]
                            [--pool ID]... [--nodes N] [--slots N] [--boot DURATION]
                            [--node-boot DURATION]
        --port P             0 for a free one
        --image NAME=COMMAND what a task of image NAME runs, split at spaces, without a shell;
                             may be repeated
        --account A          default: local
        --key K              Base64; default: the stand-in's well-known key
        --pool ID            a pool that exists; may be repeated; default: every pool
        --nodes N            of each pool at first; default: 4
        --slots N            tasks at once on a node; default: 4
        --boot DURATION      how long a task is prepared, as PT2S; default: PT0.2S
        --node-boot DURATION how long a node takes that a resize adds; default: PT0S\
      """;

  public static final String DEFAULT_ACCOUNT = "local";

  /** Nothing secret: it guards a stand-in on loopback. */
  public static final String DEFAULT_KEY =
      Base64.getEncoder().encodeToString("mayfly-batch-stand-in".getBytes(UTF_8));

  private int port = -1;
  private String account = DEFAULT_ACCOUNT;
  private String key = DEFAULT_KEY;
  private final Map<String, List<String>> images = new LinkedHashMap<>();
  private BatchStandIn.Settings settings = BatchStandIn.Settings.DEFAULT;

  private BatchStandInCommand() {}

  /**
   * Starts a stand-in as the arguments after {@code stand-in batch} say.
   *
   * @throws IllegalArgumentException whose message says what is wrong, and the usage.
   */
  public static BatchStandIn fromArguments(List<String> arguments) {
    BatchStandInCommand command = new BatchStandInCommand();
    try {
      command.read(new ArrayDeque<>(arguments));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(e.getMessage() + "\n" + USAGE, e);
    }
    return BatchStandIn.start(
        command.port, command.account, command.key, command.images, command.settings);
  }

  private void read(Deque<String> arguments) {
    while (!arguments.isEmpty()) {
      String option = arguments.removeFirst();
      if (arguments.isEmpty()) {
        throw new IllegalArgumentException("a value is missing, or unexpected: " + option);
      }
      take(option, arguments.removeFirst());
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("--port is required: 0 to 65535");
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException("--image is required, at least once");
    }
  }

  private void take(String option, String value) {
    switch (option) {
      case "--port" -> port = number(option, value);
      case "--account" -> account = value;
      case "--key" -> key = base64(value);
      case "--image" -> addImage(value);
      case "--pool" -> addPool(value);
      case "--nodes" -> size(number(option, value), settings.slotsPerNode());
      case "--slots" -> size(settings.nodes(), number(option, value));
      case "--boot" -> boot(duration(option, value));
      case "--node-boot" -> settings = settings.withNodeBoot(duration(option, value));
      default -> throw new IllegalArgumentException("unknown option: " + option);
    }
  }

  private static int number(String option, String value) {
    if (!value.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException(option + " is not a number: " + value);
    }
    return Integer.parseInt(value);
  }

  private static String base64(String value) {
    try {
      Base64.getDecoder().decode(value);
      return value;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--key is not Base64");
    }
  }

  private void addImage(String value) {
    int equals = value.indexOf('=');
    if (equals < 0 || value.substring(equals + 1).isBlank()) {
      throw new IllegalArgumentException("--image is not NAME=COMMAND: " + value);
    }
    images.put(
        value.substring(0, equals), List.of(value.substring(equals + 1).strip().split("\\s+")));
  }

  private void addPool(String id) {
    Set<String> pools = new LinkedHashSet<>(settings.pools());
    pools.add(id);
    settings =
        new BatchStandIn.Settings(
            pools,
            settings.nodes(),
            settings.slotsPerNode(),
            settings.bootDelay(),
            settings.transition(),
            settings.nodeBoot());
  }

  private void size(int nodes, int slots) {
    settings =
        new BatchStandIn.Settings(
            settings.pools(),
            nodes,
            slots,
            settings.bootDelay(),
            settings.transition(),
            settings.nodeBoot());
  }

  private static Duration duration(String option, String value) {
    try {
      return Duration.parse(value);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(option + " is not a duration such as PT2S: " + value);
    }
  }

  private void boot(Duration boot) {
    settings =
        new BatchStandIn.Settings(
            settings.pools(),
            settings.nodes(),
            settings.slotsPerNode(),
            boot,
            settings.transition(),
            settings.nodeBoot());
  }
}
