package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that the gateway did not take.
 *
 * @param hook the hook's path below the forge's API, {@code orgs/acme/hooks/1}; of an App {@code
 *     apps/ID/hook}.
 * @param scope whose credential may send it again; an App's hook has none, so it is the first one.
 * @param guid the same in every repetition.
 * @param action of the event; absent where the event has none.
 * @param status what the gateway answered; 0 when nothing came back.
 */
public record FailedDelivery(
    String hook, Scope scope, long id, String guid, @Nullable String action, int status) {

  public FailedDelivery {
    requireNonNull(hook, "hook");
    requireNonNull(scope, "scope");
    requireNonNull(guid, "guid");
  }
}
