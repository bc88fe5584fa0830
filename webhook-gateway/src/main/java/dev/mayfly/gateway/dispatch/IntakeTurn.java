package dev.mayfly.gateway.dispatch;

import dev.mayfly.workflows.intake.IntakeBatch;
import java.util.UUID;

/**
 * Names the workflow that takes in the next events: the same until it has had as many as one
 * history should hold. A signal costs Temporal less than another workflow would (ADR 17). Not
 * thread-safe.
 */
final class IntakeTurn {

  // A guess, so far below what Temporal takes that it need not be exact: there are at most as many
  // signals. Rule temporal-signals-of-a-run.
  private static final int MOST_EVENTS = 1_000;
  private static final int MOST_CHARACTERS = 5 * IntakeBatch.MOST_CHARACTERS;

  private final String installation;
  private String workflow = "";
  private int events = MOST_EVENTS;
  private int characters;

  /**
   * @param installation the name that the workflows of this Mayfly begin with.
   */
  IntakeTurn(String installation) {
    this.installation = installation;
  }

  String workflowFor(IntakeBatch batch) {
    if (events + batch.events().size() > MOST_EVENTS
        || characters + batch.characters() > MOST_CHARACTERS) {
      // Dashes beyond a life's keep it from ever being taken for one.
      workflow = installation + "-intake-" + UUID.randomUUID();
      events = 0;
      characters = 0;
    }
    events += batch.events().size();
    characters += batch.characters();
    return workflow;
  }
}
