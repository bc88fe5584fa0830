package dev.mayfly.workflows.fleet;

import dev.mayfly.workflows.id.LifeId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file that gateway and worker share: this installation, its forges by name, and its pools in
 * the order in which they are asked.
 *
 * @param installation {@code [a-z0-9]{1,12}}, the first part of every id; two installations can
 *     share an organization.
 */
public record Fleet(
    @NotNull(message = "is required: a name for this Mayfly, [a-z0-9]{1,12}") @Pattern(regexp = LifeId.NAME, message = "must match " + LifeId.NAME) String installation,
    @NotEmpty Map<
                @Pattern(regexp = LifeId.NAME, message = "must match " + LifeId.NAME) String,
                @Valid @NotNull Forge>
            forges,
    @NotEmpty List<@Valid @NotNull Pool> pools) {

  @SuppressWarnings(
      "NullAway") // absent YAML keys arrive as null; the constraints above report them
  public Fleet(
      String installation, @Nullable Map<String, Forge> forges, @Nullable List<Pool> pools) {
    this.installation = installation;
    this.forges = forges == null ? Map.of() : new LinkedHashMap<>(forges);
    this.pools = pools == null ? List.of() : List.copyOf(pools);
  }

  public Optional<Forge> forge(String name) {
    return Optional.ofNullable(forges.get(name));
  }

  /** The pool that says how the nodes of this one scale; itself, or one that shares them. */
  public Optional<Pool> scalerOf(Pool pool) {
    return scaledPools().stream()
        .filter(other -> other.batchPool().equalsIgnoreCase(pool.batchPool()))
        .findFirst();
  }

  /** The pools that say how their nodes scale. */
  public List<Pool> scaledPools() {
    return pools.stream().filter(pool -> pool.scaling() != null).toList();
  }

  public Optional<Pool> pool(String name) {
    return pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
  }
}
