package dev.mayfly.worker.sweep;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.sweep.SweepRules.Life;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The lives as Temporal knows them. */
public interface LifeLookup {

  /** The newest run of each; throws when there is no answer for one of them. */
  Map<LifeId, Life> newest(Collection<LifeId> lives);

  /** Returns the status of an open life; empty if it does not answer. */
  Optional<LifeStatus> status(LifeId life);
}
