package dev.mayfly.gateway.source;

import dev.mayfly.service.http.Redirects;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import io.dropwizard.lifecycle.Managed;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** For every forge the ranges that it may send from, kept fresh where GitHub publishes them. */
public final class Sources implements Managed {

  // GitHub asks for a periodic refresh without a figure; an unchanged list is a 304.
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final Map<String, List<AddressRange>> fixed;
  private final Map<String, HookRanges> published = new TreeMap<>();
  private final ScheduledExecutorService background;

  public Sources(SourceSettings settings, Fleet fleet, ScheduledExecutorService background) {
    this.fixed = settings.ranges();
    this.background = background;
    if (!settings.isOff()) {
      HttpClient http = Redirects.unfollowed().connectTimeout(Duration.ofSeconds(5)).build();
      fleet.forges().entrySet().stream()
          .filter(forge -> publishesRanges(forge.getValue()) && !fixed.containsKey(forge.getKey()))
          .forEach(
              forge ->
                  published.put(forge.getKey(), new HookRanges(forge.getValue().apiUrl(), http)));
    }
  }

  /** Returns whether this forge publishes the addresses that its webhooks come from. */
  public static boolean publishesRanges(Forge forge) {
    return forge.type() == Forge.Type.GITHUB;
  }

  @Override
  public void start() {
    published.values().forEach(ranges -> background.execute(() -> keepFresh(ranges)));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a refresh tells of its failures itself
  private void keepFresh(HookRanges ranges) {
    Duration next = ranges.refresh() ? FRESH : RETRY;
    background.schedule(() -> keepFresh(ranges), next.toSeconds(), TimeUnit.SECONDS);
  }

  /** Returns whether the forge sends from this address; empty while its ranges are unknown. */
  public Optional<Boolean> mayBe(String forge, InetAddress address) {
    return known(forge).map(list -> list.stream().anyMatch(range -> range.contains(address)));
  }

  /** The GitHubs whose ranges are not known yet. */
  List<String> unknown() {
    return published.keySet().stream().filter(forge -> known(forge).isEmpty()).toList();
  }

  private Optional<List<AddressRange>> known(String forge) {
    HookRanges ranges = published.get(forge);
    return ranges == null ? Optional.ofNullable(fixed.get(forge)) : ranges.known();
  }
}
