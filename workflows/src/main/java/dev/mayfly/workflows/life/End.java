package dev.mayfly.workflows.life;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.mayfly.workflows.explanation.EndKind;

/** The end of one attempt, that is of one runner. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "end")
@JsonSubTypes({
  @JsonSubTypes.Type(value = End.RanJob.class, name = "RanJob"),
  @JsonSubTypes.Type(value = End.Released.class, name = "Released"),
  @JsonSubTypes.Type(value = End.IdleTimedOut.class, name = "IdleTimedOut"),
  @JsonSubTypes.Type(value = End.NeverOnline.class, name = "NeverOnline"),
  @JsonSubTypes.Type(value = End.JobTimedOut.class, name = "JobTimedOut"),
  @JsonSubTypes.Type(value = End.Lost.class, name = "Lost"),
  @JsonSubTypes.Type(value = End.Failed.class, name = "Failed"),
  @JsonSubTypes.Type(value = End.NotAllowed.class, name = "NotAllowed"),
  @JsonSubTypes.Type(value = End.Unassigned.class, name = "Unassigned")
})
public sealed interface End {

  /** Why, in words for an operator. */
  String cause();

  /** The kind, by which it is explained. */
  EndKind kind();

  /** Returns whether it counts against the job's attempts; an end without a fault does not. */
  default boolean isFailure() {
    return kind() == EndKind.NEVER_ONLINE || kind() == EndKind.LOST;
  }

  /** It ran a job, its own or another one. {@code jobId} is 0 when the job is unknown. */
  record RanJob(long jobId, String cause) implements End {
    @Override
    public EndKind kind() {
      return EndKind.RAN_JOB;
    }
  }

  /**
   * Let go before it had a job: not needed any more, or an operator said so, or its token had grown
   * too old.
   */
  record Released(String cause) implements End {
    @Override
    public EndKind kind() {
      return EndKind.RELEASED;
    }
  }

  /** Online for the idle deadline while its job had gone elsewhere. */
  record IdleTimedOut(String cause) implements End {
    @Override
    public EndKind kind() {
      return EndKind.IDLE_TIMED_OUT;
    }
  }

  /** Its task ran, and the forge never listed it as online. */
  record NeverOnline(String cause) implements End {
    @Override
    public EndKind kind() {
      return EndKind.NEVER_ONLINE;
    }
  }

  /** The pool's job limit passed. */
  record JobTimedOut(String cause) implements End {
    @Override
    public EndKind kind() {
      return EndKind.JOB_TIMED_OUT;
    }
  }

  /** It was there and vanished: node, container or registration. */
  record Lost(String cause) implements End {
    @Override
    public EndKind kind() {
      return EndKind.LOST;
    }
  }

  /**
   * Never made: the forge would give the job to no runner of the pool, until somebody allows it
   * there. It does not count against the need, which goes on.
   */
  record NotAllowed(String cause) implements End {
    @Override
    public EndKind kind() {
      return EndKind.NOT_ALLOWED;
    }
  }

  /**
   * Online for the idle deadline without a job, while its own was queued. It does not count against
   * the need, which goes on.
   */
  record Unassigned(String cause) implements End {
    @Override
    public EndKind kind() {
      return EndKind.UNASSIGNED;
    }
  }

  /**
   * A step could not be done.
   *
   * @param poolFault whether every runner of this pool would fail in the same way: then it does not
   *     count against the need, because the pool is paused.
   */
  record Failed(String cause, boolean poolFault) implements End {
    @Override
    public EndKind kind() {
      return EndKind.FAILED;
    }

    @Override
    public boolean isFailure() {
      return !poolFault;
    }
  }
}
