package dev.mayfly.workflows.sweep;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.id.TaskRef;
import org.jspecify.annotations.Nullable;

/**
 * A runner of this installation that no life stands behind.
 *
 * @param scope where it is registered; absent when it is not listed anywhere.
 * @param registration the forge's id of it; absent when it is not listed anywhere.
 * @param busy whether the forge lists it as busy: then it is left alone.
 * @param task its task at Batch; absent when there is none.
 * @param why what is wrong with its life, for people.
 */
public record Orphan(
    RunnerName name,
    @Nullable Scope scope,
    @Nullable Long registration,
    boolean busy,
    @Nullable TaskRef task,
    String why) {

  public Orphan {
    requireNonNull(name, "name");
    requireNonNull(why, "why");
  }
}
