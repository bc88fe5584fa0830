package dev.mayfly.workflows.fleet;

import static java.util.Objects.requireNonNullElse;
import static java.util.Objects.requireNonNullElseGet;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.workflows.id.PoolId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A route from labels to machines: the jobs that carry all of {@code require} and nothing but
 * {@code labels} run in {@code image} on the nodes of {@code batchPool}. Labels compare
 * case-insensitively here, whatever the forge does.
 *
 * @param name {@code [a-z0-9]{1,20}}; part of the Batch job's id.
 * @param labels everything that a runner of this pool can offer, in the spelling that runners
 *     register with, unless their forge compares labels exactly.
 * @param require what a job must ask for to be served here; default {@code [self-hosted]}, never
 *     empty.
 * @param batchPool the id of the Batch pool.
 * @param image the container image, with registry and tag.
 * @param os {@code linux} or {@code windows}, as the nodes have it; default {@code windows} where a
 *     label is that or begins with {@code windows-}, otherwise {@code linux}.
 * @param elevation see {@link Elevation}; default {@code admin}.
 * @param cpus the most that a container may use at once, {@code 1.5} of a node's; absent: all.
 * @param memory the most that it may hold, {@code 512m} or {@code 4g}; absent: all of a node's.
 * @param pidsLimit the most processes and threads that it may have at once; absent: no limit.
 * @param shmSize the size of its {@code /dev/shm}, which browsers fill; absent: Docker's 64m.
 * @param docker see {@link Docker}; default {@code none}.
 * @param registration {@code token} (default) or {@code jit}.
 * @param runnerGroup the forge's runner group; absent means the default group.
 * @param deadlines see {@link Deadlines}.
 * @param maxRunners the cap: how many runners there may be at once; absent means none of ours.
 * @param scaling how the nodes of its Batch pool follow the queue; absent: Mayfly does not touch
 *     them. Where pools share a Batch pool, one of them says it for all.
 * @param cancelRunWhenSpent whether the run of a job that Mayfly gives up on is cancelled, once no
 *     other job of it is in progress; default {@code false}.
 * @param retired lives in progress go on, new jobs are not served; a pool with open lives is
 *     retired, never deleted.
 */
public record Pool(
    @NotBlank @Pattern(regexp = PoolId.POOL_NAME, message = "must match " + PoolId.POOL_NAME) String name,
    @NotEmpty List<@NotBlank String> labels,
    @NotEmpty List<@NotBlank String> require,
    @NotBlank String batchPool,
    @NotBlank String image,
    OperatingSystem os,
    Elevation elevation,
    // Rule docker-limits.
    // The bounds are Docker's, "Resource constraints": 6m is the least memory; nine decimals.
    @Nullable @DecimalMin(value = "0.01", message = Pool.CPUS) @Digits(integer = 4, fraction = 9, message = Pool.CPUS) BigDecimal cpus,
    @Nullable @Pattern(
            regexp = "([6-9]|[1-9][0-9]{1,6})m|[1-9][0-9]{0,3}g",
            message = "must be a whole number with m or g, 6m or more, such as 4g")
        String memory,
    @Nullable @Min(value = 1, message = "must be at least 1; leave it out for no limit") Integer pidsLimit,
    @Nullable @Pattern(
            regexp = "[1-9][0-9]{0,6}m|[1-9][0-9]{0,3}g",
            message = "must be a whole number with m or g, such as 1g")
        String shmSize,
    Docker docker,
    Registration registration,
    @Nullable String runnerGroup,
    Deadlines deadlines,
    @Nullable @Min(value = 1, message = "must be at least 1; leave it out for no cap") Integer maxRunners,
    @Valid @Nullable ScalingSettings scaling,
    boolean cancelRunWhenSpent,
    boolean retired) {

  static final String CPUS = "must be a number of CPUs, 0.01 or more, such as 1.5";

  /** The operating systems that nodes, and so their containers, run. */
  public enum OperatingSystem {
    LINUX,
    WINDOWS;

    private static OperatingSystem of(List<String> labels) {
      return labels.stream().anyMatch(label -> label.matches("(?i)windows(-.*)?"))
          ? WINDOWS
          : LINUX;
    }
  }

  /**
   * The user that Batch starts a container as, whatever its image says: on Linux {@code ADMIN} is
   * root, which an image of Mayfly's leaves by itself, and {@code NONADMIN} is one of the node's
   * users, with a uid that no image knows.
   */
  public enum Elevation {
    ADMIN,
    NONADMIN
  }

  /**
   * The Docker that jobs get: none; a daemon of their own in the runner's container; or the node's,
   * by which a job is root on the node. With either a node serves one job and is removed.
   */
  public enum Docker {
    NONE,
    ROOTLESS,
    SOCKET
  }

  /**
   * The proof that a runner shows the forge: a registration token, or a just-in-time configuration.
   */
  public enum Registration {
    TOKEN,
    JIT
  }

  @JsonCreator
  @SuppressWarnings(
      "NullAway") // absent YAML keys arrive as null; the constraints above report them
  public Pool(
      String name,
      @Nullable List<String> labels,
      @Nullable List<String> require,
      String batchPool,
      String image,
      @Nullable OperatingSystem os,
      @Nullable Elevation elevation,
      @Nullable BigDecimal cpus,
      @Nullable String memory,
      @Nullable Integer pidsLimit,
      @Nullable String shmSize,
      @Nullable Docker docker,
      @Nullable Registration registration,
      @Nullable String runnerGroup,
      @Nullable Deadlines deadlines,
      @Nullable Integer maxRunners,
      @Nullable ScalingSettings scaling,
      boolean cancelRunWhenSpent,
      boolean retired) {
    this.name = name;
    this.labels = labels == null ? List.of() : List.copyOf(labels);
    this.require = require == null ? List.of("self-hosted") : List.copyOf(require);
    this.batchPool = batchPool;
    this.image = image;
    this.os = requireNonNullElseGet(os, () -> OperatingSystem.of(this.labels));
    this.elevation = requireNonNullElse(elevation, Elevation.ADMIN);
    this.cpus = cpus;
    this.memory = memory;
    this.pidsLimit = pidsLimit;
    this.shmSize = shmSize;
    this.docker = requireNonNullElse(docker, Docker.NONE);
    this.registration = requireNonNullElse(registration, Registration.TOKEN);
    this.runnerGroup = runnerGroup;
    this.deadlines = requireNonNullElse(deadlines, Deadlines.DEFAULT);
    this.maxRunners = maxRunners;
    this.scaling = scaling;
    this.cancelRunWhenSpent = cancelRunWhenSpent;
    this.retired = retired;
  }

  /** With containers as they are by default: an administrator's, without limits. */
  public Pool(
      String name,
      @Nullable List<String> labels,
      @Nullable List<String> require,
      String batchPool,
      String image,
      @Nullable Registration registration,
      @Nullable String runnerGroup,
      @Nullable Deadlines deadlines,
      @Nullable Integer maxRunners,
      @Nullable ScalingSettings scaling,
      boolean retired) {
    this(
        name,
        labels,
        require,
        batchPool,
        image,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        registration,
        runnerGroup,
        deadlines,
        maxRunners,
        scaling,
        false,
        retired);
  }

  /** Returns whether each of its nodes serves one job and is then removed. */
  public boolean usesUpNodes() {
    return docker != Docker.NONE;
  }

  /**
   * The labels of this pool that a job asks for: exactly the job's, in this pool's spelling. Empty
   * when this pool does not serve such a job; a job without labels is served by none.
   */
  public Optional<List<String>> match(List<String> jobLabels) {
    Set<String> asked = lowerCase(jobLabels);
    if (asked.isEmpty() || !asked.containsAll(lowerCase(require))) {
      return Optional.empty();
    }
    Set<String> missing = new HashSet<>(asked);
    List<String> offered =
        labels.stream().filter(label -> missing.remove(label.toLowerCase(Locale.ROOT))).toList();
    return missing.isEmpty() ? Optional.of(offered) : Optional.empty();
  }

  private static Set<String> lowerCase(List<String> labels) {
    return labels.stream().map(label -> label.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
