package dev.mayfly.standin.batch;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The account's pools. Guarded by its lock. */
final class Pools {

  private final BatchStandIn.Settings settings;
  private final ServiceClock clock;
  private final Set<String> deleted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, PoolEntry> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  Pools(BatchStandIn.Settings settings, ServiceClock clock) {
    this.settings = settings;
    this.clock = clock;
    settings.pools().forEach(this::create);
  }

  private void create(String id) {
    all.put(id, PoolEntry.ready(id, clock, settings.nodes(), settings.slotsPerNode()));
  }

  /** Where no pools are configured, each is there once it is asked for, until it is deleted. */
  Optional<PoolEntry> find(String id) {
    if (!all.containsKey(id) && settings.pools().isEmpty() && !deleted.contains(id)) {
      create(id);
    }
    return Optional.ofNullable(all.get(id));
  }

  void add(PoolEntry pool) {
    if (all.putIfAbsent(pool.id, pool) != null) {
      throw new BatchError(409, "PoolExists", "The specified pool already exists.");
    }
  }

  void remove(PoolEntry pool) {
    all.remove(pool.id, pool);
    deleted.add(pool.id);
  }

  Collection<PoolEntry> all() {
    return List.copyOf(all.values());
  }

  /** The nodes, of whichever pool, that take no further tasks. */
  List<String> closedNodes() {
    return all.values().stream()
        .flatMap(pool -> pool.nodes().stream())
        .filter(node -> !node.isSchedulable())
        .map(Node::id)
        .toList();
  }
}
