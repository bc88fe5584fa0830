package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;

/**
 * Up to where a hook's deliveries have been read.
 *
 * @param hook its path below the forge's API, {@code orgs/acme/hooks/1}; of an App {@code
 *     apps/ID/hook}.
 * @param readTo when the newest delivery that was read was delivered.
 * @param found the failed ones of the last minutes before that, so that a list that comes out of
 *     order loses and repeats none.
 */
public record HookCursor(String hook, Instant readTo, List<Long> found) {

  public HookCursor {
    requireNonNull(hook, "hook");
    requireNonNull(readTo, "readTo");
    found = List.copyOf(found);
  }
}
