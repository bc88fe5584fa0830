package dev.mayfly.workflows.fleet;

import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.id.PoolId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
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
 * @param registration {@code token} (default) or {@code jit}.
 * @param runnerGroup the forge's runner group; absent means the default group.
 * @param deadlines see {@link Deadlines}.
 * @param maxRunners the cap: how many runners there may be at once; absent means none of ours.
 * @param scaling how the nodes of its Batch pool follow the queue; absent: Mayfly does not touch
 *     them. Where pools share a Batch pool, one of them says it for all.
 * @param retired lives in progress go on, new jobs are not served; a pool with open lives is
 *     retired, never deleted.
 */
public record Pool(
    @NotBlank @Pattern(regexp = PoolId.POOL_NAME, message = "must match " + PoolId.POOL_NAME) String name,
    @NotEmpty List<@NotBlank String> labels,
    @NotEmpty List<@NotBlank String> require,
    @NotBlank String batchPool,
    @NotBlank String image,
    Registration registration,
    @Nullable String runnerGroup,
    Deadlines deadlines,
    @Nullable @Min(value = 1, message = "must be at least 1; leave it out for no cap") Integer maxRunners,
    @Valid @Nullable ScalingSettings scaling,
    boolean retired) {

  /**
   * The proof that a runner shows the forge: a registration token, or a just-in-time configuration.
   */
  public enum Registration {
    TOKEN,
    JIT
  }

  @SuppressWarnings(
      "NullAway") // absent YAML keys arrive as null; the constraints above report them
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
    this.name = name;
    this.labels = labels == null ? List.of() : List.copyOf(labels);
    this.require = require == null ? List.of("self-hosted") : List.copyOf(require);
    this.batchPool = batchPool;
    this.image = image;
    this.registration = requireNonNullElse(registration, Registration.TOKEN);
    this.runnerGroup = runnerGroup;
    this.deadlines = requireNonNullElse(deadlines, Deadlines.DEFAULT);
    this.maxRunners = maxRunners;
    this.scaling = scaling;
    this.retired = retired;
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
