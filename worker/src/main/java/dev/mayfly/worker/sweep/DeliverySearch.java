package dev.mayfly.worker.sweep;

import dev.mayfly.worker.forge.ForgeHooks;
import dev.mayfly.worker.forge.ListedDelivery;
import dev.mayfly.worker.forge.ListedHook;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.Listed;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.sweep.DeliveriesSnapshot;
import dev.mayfly.workflows.sweep.FailedDelivery;
import dev.mayfly.workflows.sweep.HookCursor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for deliveries to this installation's gateway that failed: by the hook of a GitHub App
 * where one delivers there, else by the hooks of repositories and organizations.
 */
final class DeliverySearch {

  private static final String EVENT = "workflow_job";
  // Deliveries do not come into the list in the order of their times.
  private static final Duration OVERLAP = Duration.ofMinutes(5);
  // Each is a step of the sweep, whose history has an end; the others are found by the next round.
  private static final int MOST = 200;

  private final ForgeHooks hooks;
  private final List<Scope> scopes;
  private final @Nullable URI webhook;
  private final boolean listsDeliveries;
  private final Duration remembered;
  private final PassCost cost;
  private final InstantSource clock;

  /**
   * @param webhook what our hooks deliver to; absent: nothing is redelivered.
   * @param listsDeliveries whether the forge has such lists.
   * @param remembered how long the forge can deliver something again.
   */
  DeliverySearch(
      ForgeHooks hooks,
      List<Scope> scopes,
      @Nullable URI webhook,
      boolean listsDeliveries,
      Duration remembered,
      PassCost cost,
      InstantSource clock) {
    this.hooks = hooks;
    this.scopes = List.copyOf(scopes);
    this.webhook = webhook;
    this.listsDeliveries = listsDeliveries;
    this.remembered = remembered;
    this.cost = cost;
    this.clock = clock;
  }

  DeliveriesSnapshot search(List<HookCursor> marks) {
    if (!listsDeliveries) {
      return new DeliveriesSnapshot(List.of(), marks, 0, "this forge lists no deliveries");
    }
    if (webhook == null) {
      return new DeliveriesSnapshot(
          List.of(), marks, 0, "redelivery is off: forges.<forge>.webhook is not configured");
    }
    Search search = new Search(marks);
    if (!search.inApps()) {
      scopes.forEach(search::in);
    }
    cost.ofDeliveries(search.calls, search.paid);
    return search.result();
  }

  /** One search through all hooks. */
  private final class Search {

    private final Instant oldest = clock.instant().minus(remembered);
    private final List<HookCursor> before;
    private final List<HookCursor> marks = new ArrayList<>();
    private final List<FailedDelivery> failed = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    private int calls;
    private int paid;

    private Search(List<HookCursor> before) {
      this.before = before;
    }

    /** Returns whether an App delivers to us, and so tells what happens in every scope. */
    private boolean inApps() {
      try {
        Listed<ListedHook> listed = hooks.ofApps(scopes.get(0));
        calls += listed.calls();
        paid += listed.cost();
        List<ListedHook> ours = listed.items().stream().filter(this::isOurs).toList();
        ours.forEach(this::read);
        return !ours.isEmpty();
      } catch (ForgeException e) {
        unreadable("apps/", "the hook of an App cannot be read", e);
        return false;
      }
    }

    private void in(Scope scope) {
      if (scope.enterprise() != null) {
        unreadable.add(scope + ": a forge lists no deliveries of an enterprise's hooks");
        return;
      }
      try {
        Listed<ListedHook> listed = hooks.hooks(scope);
        calls += listed.calls();
        paid += listed.cost();
        listed.items().stream().filter(this::isOurs).forEach(this::read);
      } catch (ForgeException e) {
        unreadable(scope.path() + "/hooks/", scope + ": " + permission(scope), e);
      }
    }

    /** A missing permission is no reason to leave the rest of the round undone. */
    private void unreadable(String hooks, String why, ForgeException e) {
      if (e.kind() == ForgeException.Kind.UNAVAILABLE) {
        throw e;
      }
      unreadable.add(why + " (" + e.getMessage() + ")");
      before.stream().filter(mark -> mark.hook().startsWith(hooks)).forEach(marks::add);
    }

    private boolean isOurs(ListedHook hook) {
      return hook.url().equals(String.valueOf(webhook));
    }

    private void read(ListedHook hook) {
      Optional<HookCursor> mark =
          before.stream().filter(it -> it.hook().equals(hook.path())).findFirst();
      Instant downTo = mark.map(it -> it.readTo().minus(OVERLAP)).orElse(oldest);
      Listed<ListedDelivery> listed = hooks.failed(hook, downTo.isBefore(oldest) ? oldest : downTo);
      calls += listed.calls();
      paid += listed.cost();
      List<ListedDelivery> lost = lost(listed.items(), mark);
      lost.forEach(delivery -> failed.add(failed(hook, delivery)));
      mark(hook, mark, listed.items(), lost).ifPresent(marks::add);
    }

    /** The oldest first, since the forge forgets them first. */
    private List<ListedDelivery> lost(List<ListedDelivery> all, Optional<HookCursor> mark) {
      Set<String> sentAgain =
          all.stream()
              .filter(it -> it.redelivery() || !it.failed())
              .map(ListedDelivery::guid)
              .collect(Collectors.toSet());
      return all.stream()
          .filter(it -> it.failed() && !it.redelivery() && it.event().equals(EVENT))
          .filter(it -> !sentAgain.contains(it.guid()))
          .filter(it -> mark.map(known -> !known.found().contains(it.id())).orElse(true))
          .sorted(Comparator.comparing(ListedDelivery::at))
          .limit(Math.max(0, MOST - failed.size()))
          .toList();
    }

    /** Up to the last one that was taken along, where there were too many at once. */
    private Optional<HookCursor> mark(
        ListedHook hook,
        Optional<HookCursor> before,
        List<ListedDelivery> all,
        List<ListedDelivery> lost) {
      boolean full = failed.size() >= MOST;
      Optional<Instant> newest =
          (full ? lost : all).stream().map(ListedDelivery::at).max(Comparator.naturalOrder());
      if (newest.isEmpty()) {
        return before;
      }
      Instant readTo =
          before
              .map(HookCursor::readTo)
              .filter(it -> it.isAfter(newest.get()))
              .orElse(newest.get());
      Set<Long> known = before.map(it -> Set.copyOf(it.found())).orElse(Set.of());
      List<Long> found =
          all.stream()
              .filter(it -> !it.at().isBefore(readTo.minus(OVERLAP)))
              .filter(it -> known.contains(it.id()) || lost.contains(it))
              .map(ListedDelivery::id)
              .toList();
      return Optional.of(new HookCursor(hook.path(), readTo, found));
    }

    private DeliveriesSnapshot result() {
      return new DeliveriesSnapshot(
          failed, marks, paid, unreadable.isEmpty() ? null : String.join("; ", unreadable));
    }
  }

  private static FailedDelivery failed(ListedHook hook, ListedDelivery delivery) {
    return new FailedDelivery(
        hook.path(),
        hook.scope(),
        delivery.id(),
        delivery.guid(),
        delivery.action(),
        delivery.status());
  }

  private static String permission(Scope scope) {
    return scope.organization() != null
        ? "reading its hooks needs the token scope admin:org_hook, or the permission organization"
            + " webhooks: write"
        : "reading its hooks needs the token scope admin:repo_hook, or the permission repository"
            + " webhooks: write";
  }

  void redeliver(FailedDelivery delivery) {
    hooks.redeliver(delivery.scope(), delivery.hook(), delivery.id());
  }
}
