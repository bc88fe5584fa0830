package dev.mayfly.workflows.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.OperatorWishes;
import dev.mayfly.workflows.life.OperatorWishes.Wish;
import dev.mayfly.workflows.life.RunnerLife;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.UntrustedInput;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.RawValue;
import io.temporal.failure.ApplicationFailure;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signal to a life, as data: by its name, with a job's event or an operator's request, or with
 * JSON that is neither.
 */
record Message(String name, Object of) {

  private static final Set<String> EVENTS = Set.of("queued", "waiting", "in_progress", "completed");

  boolean isNonsense() {
    return of instanceof JsonNode;
  }

  void to(RunnerLife life) {
    if (of instanceof JsonNode json) {
      read(json, life);
    } else {
      deliver(of, life);
    }
  }

  /** Does what the guard of a worker does. */
  private void read(JsonNode json, RunnerLife life) {
    RawValue raw =
        new RawValue(DefaultDataConverter.STANDARD_INSTANCE.toPayload(json).orElseThrow());
    Type type = EVENTS.contains(name) ? JobEvent.class : OperatorRequest.class;
    @Nullable Object[] read;
    try {
      read = UntrustedInput.read("signal " + name, new Object[] {raw}, new Type[] {type});
    } catch (ApplicationFailure refused) {
      life.messages().ignored(refused.getOriginalMessage());
      return;
    }
    deliver(read[0], life);
  }

  private void deliver(@Nullable Object input, RunnerLife life) {
    switch (name) {
      case "queued" -> life.messages().queued();
      case "waiting" -> life.messages().waiting();
      case "in_progress" -> life.messages().inProgress((JobEvent) input);
      case "completed" -> life.messages().completed((JobEvent) input);
      default ->
          new OperatorWishes(life, () -> true)
              .heed(Wish.valueOf(name.toUpperCase(Locale.ROOT)), (OperatorRequest) input);
    }
  }
}
