package dev.mayfly.service.config;

import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.PoolId;
import dev.mayfly.workflows.id.SweepId;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** The rules between the entries of the common file, beyond the constraints of each entry. */
final class FleetRules {

  // Runners get their labels as one list separated by commas, by way of an environment variable.
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+=/:-]{0,255}");

  private FleetRules() {}

  static void check(Fleet fleet, BiConsumer<String, String> error) {
    for (String mark : List.of(PoolId.MARK, SweepId.MARK)) {
      if (fleet.forge(mark).isPresent()) {
        error.accept(
            "forges." + mark,
            "no forge may be called so: its lives could not be told from the workflows of pools"
                + " and sweeps");
      }
    }
    ForgeRules.check(fleet, error);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < fleet.pools().size(); i++) {
      Pool pool = fleet.pools().get(i);
      String path = "pools[" + i + "]";
      if (pool.name() != null && !names.add(pool.name())) {
        error.accept(path + ".name", "another pool is called \"" + pool.name() + "\" already");
      }
      labels(path + ".labels", pool.labels(), error);
      labels(path + ".require", pool.require(), error);
      reachable(path, pool, error);
      WindowsRules.check(path, pool, error);
      DockerRules.check(path, fleet, pool, error);
      ScalingRules.check(path + ".scaling", fleet, pool, error);
    }
  }

  private static void labels(String path, List<String> labels, BiConsumer<String, String> error) {
    for (int i = 0; i < labels.size(); i++) {
      if (!labels.get(i).isBlank() && !LABEL.matcher(labels.get(i)).matches()) {
        error.accept(path + "[" + i + "]", "is not a label: letters, digits and _.+=/:- only");
      }
    }
  }

  private static void reachable(String path, Pool pool, BiConsumer<String, String> error) {
    Set<String> offered = new HashSet<>();
    pool.labels().forEach(label -> offered.add(label.toLowerCase(Locale.ROOT)));
    for (String required : pool.require()) {
      if (!offered.isEmpty() && !offered.contains(required.toLowerCase(Locale.ROOT))) {
        error.accept(
            path + ".require",
            "\"" + required + "\" is not among the pool's labels, so it could serve no job");
      }
    }
  }
}
