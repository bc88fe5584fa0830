package dev.mayfly.standin.forge;

import dev.mayfly.workflows.id.Scope;
import java.time.Instant;
import java.util.List;

/** Puts registrations into the forge that nobody has made and no process stands behind. */
public final class SeededRegistrations {

  // Later than anything that a clock here says, and early enough to add to.
  private static final Instant ALWAYS = Instant.parse("9999-01-01T00:00:00Z");

  private final GitHubModel model;

  SeededRegistrations(GitHubModel model) {
    this.model = model;
  }

  /** The state that the forge shows of it. */
  public enum State {
    OFFLINE,
    ONLINE,
    BUSY
  }

  /**
   * Registers a runner that takes no job, whatever its labels.
   *
   * @return its id.
   */
  public long runner(Scope scope, String name, List<String> labels, State state) {
    return model.read(
        m -> {
          Runner runner = m.addRunner(scope, name, labels, 1);
          runner.planted = true;
          runner.plantedBusy = state == State.BUSY;
          runner.lastSeen = state == State.OFFLINE ? null : ALWAYS;
          return runner.id;
        });
  }

  /** Has a runner tell the version of its program. */
  public void tell(long id, String version) {
    var unused =
        model.read(
            m -> {
              m.runners().stream()
                  .filter(runner -> runner.id == id)
                  .forEach(runner -> runner.version = version);
              return id;
            });
  }

  /** Takes a registration away again. */
  public void remove(Scope scope, long id) {
    var unused =
        model.read(
            m -> {
              m.removeRunner(scope, id);
              return id;
            });
  }
}
