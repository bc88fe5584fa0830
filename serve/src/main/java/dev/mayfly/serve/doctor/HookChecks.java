package dev.mayfly.serve.doctor;

import com.google.common.base.Suppliers;
import dev.mayfly.service.doctor.Check;
import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Question;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.ForgeHooks;
import dev.mayfly.worker.forge.ListedDelivery;
import dev.mayfly.worker.forge.ListedHook;
import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.id.Scope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The checks of the webhooks that deliver to this installation: by the forges' own lists, since a
 * gateway hears nothing of what does not reach it.
 */
final class HookChecks {

  private static final String EVENT = "workflow_job";
  private static final int UNAUTHORIZED = 401;
  private static final Duration HOUR = Duration.ofHours(1);

  private final WorkerConfiguration configuration;
  private final Map<String, ForgeApi> forges;
  private final BiFunction<String, ListedHook, List<String>> events;
  private final InstantSource clock;
  private final Map<String, Supplier<List<ListedHook>>> hooks = new LinkedHashMap<>();
  private final Map<String, Supplier<List<ListedDelivery>>> deliveries = new LinkedHashMap<>();

  /**
   * @param events finds those of a forge's App, whose hook does not tell them.
   */
  HookChecks(
      WorkerConfiguration configuration,
      Map<String, ForgeApi> forges,
      BiFunction<String, ListedHook, List<String>> events,
      InstantSource clock) {
    this.configuration = configuration;
    this.forges = forges;
    this.events = events;
    this.clock = clock;
    forges.forEach(
        (name, api) -> {
          hooks.put(name, Suppliers.memoize(() -> find(name, api)));
          deliveries.put(name, Suppliers.memoize(() -> newest(name, api)));
        });
  }

  void addTo(Map<Question, Check> checks, boolean live) {
    checks.put(Question.WEBHOOK, () -> each(this::webhook));
    checks.put(Question.SIGNATURES, () -> each(this::signatures));
    checks.put(Question.LAST_DELIVERY, () -> each(this::lastDelivery));
    checks.put(Question.LOST_DELIVERIES, () -> each(this::lostDeliveries));
    if (live) {
      checks.put(Question.PING, () -> each(this::ping));
    }
  }

  private @Nullable URI url(String forge) {
    return configuration.sweep(forge).webhook();
  }

  private Finding each(Function<String, Finding> check) {
    return Finding.all(
        forges.entrySet().stream()
            .map(
                it ->
                    !it.getValue().forge().can(Capability.DELIVERIES)
                        ? Finding.skipped(it.getKey() + " lists no deliveries")
                        : url(it.getKey()) == null
                            ? Finding.skipped(
                                "forges."
                                    + it.getKey()
                                    + ".webhook is not set, by which it is known")
                            : check.apply(it.getKey()))
            .toList());
  }

  private List<ListedHook> find(String forge, ForgeApi api) {
    ForgeHooks all = api.hooks();
    List<Scope> scopes = api.forge().scopes();
    List<ListedHook> ours = ours(forge, all.ofApps(scopes.get(0)).items());
    if (!ours.isEmpty()) {
      return ours;
    }
    return scopes.stream()
        .filter(scope -> scope.enterprise() == null)
        .flatMap(scope -> ours(forge, all.hooks(scope).items()).stream())
        .toList();
  }

  private List<ListedHook> ours(String forge, List<ListedHook> all) {
    return all.stream().filter(hook -> hook.url().equals(String.valueOf(url(forge)))).toList();
  }

  private List<ListedHook> of(String forge) {
    return Objects.requireNonNull(hooks.get(forge)).get();
  }

  private Finding webhook(String forge) {
    List<ListedHook> ours = of(forge);
    return ours.isEmpty()
        ? Finding.fault(
            "no webhook of " + forge + " delivers to " + url(forge),
            "make one (docs/connect.md), or correct forges." + forge + ".webhook")
        : Finding.all(ours.stream().map(hook -> webhook(forge, hook)).toList());
  }

  private Finding webhook(String forge, ListedHook hook) {
    List<String> wrong = new ArrayList<>();
    if (!hook.active()) {
      wrong.add("active");
    }
    if (!hook.contentType().equals("json")) {
      wrong.add("content type application/json, not " + hook.contentType());
    }
    List<String> delivered = hook.events() == null ? events.apply(forge, hook) : hook.events();
    if (!delivered.contains(EVENT) && !delivered.contains("*")) {
      wrong.add("event " + EVENT);
    }
    return wrong.isEmpty()
        ? Finding.ok(hook.path() + " is active and delivers " + EVENT + " as JSON")
        : Finding.fault(
            hook.path() + " lacks: " + String.join(", ", wrong),
            "set it so on its page at the forge; it is the one of forges." + forge + ".webhook");
  }

  private List<ListedDelivery> newest(String forge, ForgeApi api) {
    return of(forge).stream()
        .flatMap(hook -> api.hooks().newest(hook).stream())
        .sorted(Comparator.comparing(ListedDelivery::id).reversed())
        .toList();
  }

  private List<ListedDelivery> newest(String forge) {
    return Objects.requireNonNull(deliveries.get(forge)).get();
  }

  private Finding signatures(String forge) {
    Instant since = clock.instant().minus(HOUR);
    long refused =
        newest(forge).stream()
            .filter(it -> it.at().isAfter(since) && it.status() == UNAUTHORIZED)
            .count();
    return refused == 0
        ? Finding.ok("none was refused in the last hour")
        : Finding.fault(
            refused + " of " + forge + "'s deliveries of the last hour were refused with 401",
            "give secrets." + forge + " in the gateway's file the secret that the webhook has");
  }

  private Finding lastDelivery(String forge) {
    List<ListedDelivery> all = newest(forge);
    if (all.isEmpty()) {
      return Finding.ok(forge + " has delivered nothing yet");
    }
    ListedDelivery last = all.get(0);
    String says = "the last one, " + last.event() + " at " + last.at() + ", was answered ";
    return last.failed()
        ? Finding.fault(
            last.status() == 0 ? says.replace("answered ", "not answered") : says + last.status(),
            "see that forges."
                + forge
                + ".webhook leads to the gateway, through what stands before it; what it answers"
                + " otherwise its log tells")
        : Finding.ok(says + last.status());
  }

  private Finding lostDeliveries(String forge) {
    Set<String> arrived =
        newest(forge).stream()
            .filter(it -> !it.failed())
            .map(ListedDelivery::guid)
            .collect(Collectors.toSet());
    long lost =
        newest(forge).stream()
            .filter(it -> it.failed() && it.event().equals(EVENT))
            .map(ListedDelivery::guid)
            .filter(guid -> !arrived.contains(guid))
            .distinct()
            .count();
    return lost == 0
        ? Finding.ok("all of the newest " + newest(forge).size() + " have arrived")
        : Finding.warning(
            lost + " of " + forge + "'s newest deliveries have not arrived",
            "the sweep has them sent again within sweep.every, while sweep.enabled; else press"
                + " Redeliver on the page of the webhook");
  }

  private Finding ping(String forge) {
    ForgeHooks all = Objects.requireNonNull(forges.get(forge)).hooks();
    List<ListedHook> ours =
        of(forge).stream().filter(hook -> !hook.path().startsWith("apps/")).toList();
    return ours.isEmpty()
        ? Finding.skipped("an App's webhook has no ping")
        : Finding.all(ours.stream().map(new Ping(forge, all, newest(forge))::through).toList());
  }
}
