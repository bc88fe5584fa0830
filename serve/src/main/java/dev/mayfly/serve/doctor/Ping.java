package dev.mayfly.serve.doctor;

import dev.mayfly.service.doctor.Finding;
import dev.mayfly.worker.forge.ForgeHooks;
import dev.mayfly.worker.forge.ListedDelivery;
import dev.mayfly.worker.forge.ListedHook;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A {@code ping} through a webhook: the one thing that the doctor has done.
 *
 * @param before the deliveries of before.
 */
record Ping(String forge, ForgeHooks hooks, List<ListedDelivery> before) {

  private static final Duration TAKES = Duration.ofSeconds(4);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /** Sends one, and waits until the forge says what became of it. */
  Finding through(ListedHook hook) {
    hooks.ping(hook);
    long deadline = System.nanoTime() + TAKES.toNanos();
    Optional<ListedDelivery> sent = sent(hook);
    while (sent.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      sent = sent(hook);
    }
    return sent.map(delivery -> told(hook, delivery))
        .orElse(
            Finding.warning(
                "the ping is not in the list of " + hook.path() + " yet",
                "look at it again; if it stays so, at the webhook of forges."
                    + forge
                    + ".webhook"));
  }

  private Optional<ListedDelivery> sent(ListedHook hook) {
    long last = before.stream().mapToLong(ListedDelivery::id).max().orElse(0);
    return hooks.newest(hook).stream()
        .filter(delivery -> delivery.id() > last && delivery.event().equals("ping"))
        .findFirst();
  }

  private Finding told(ListedHook hook, ListedDelivery delivery) {
    return delivery.failed()
        ? Finding.fault(
            "a ping through " + hook.path() + " did not arrive",
            "see that forges." + forge + ".webhook leads to the gateway")
        : Finding.ok("a ping was answered " + delivery.status());
  }
}
