package dev.mayfly.workflows.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hooks' deliveries as the forge listed them.
 *
 * @param failed the ones to be sent again, the oldest first.
 * @param marks to be handed to the next look.
 * @param calls what it cost of the forge's budget.
 * @param unavailable why some or all hooks could not be read, for people; absent: all were.
 */
public record DeliveriesSnapshot(
    List<FailedDelivery> failed, List<HookCursor> marks, int calls, @Nullable String unavailable) {

  public DeliveriesSnapshot {
    failed = List.copyOf(failed);
    marks = List.copyOf(marks);
  }
}
