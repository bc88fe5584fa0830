package dev.mayfly.workflows.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.LifeStatus.PhaseEntry;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.pool.Turn;
import dev.mayfly.workflows.simulator.LifeRun.Asked;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.util.List;

/** Translates between a recorded life and its retelling, which has another run id and time. */
final class Words {

  private static final ObjectMapper JSON = JacksonJsonPayloadConverter.newDefaultObjectMapper();
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";

  private final String ours;
  private final String theirs;

  /**
   * @param runId of the retelling.
   */
  Words(Recording recording, String runId) {
    LifeId life = recording.request().lifeId();
    ours = life + "-" + recording.run() + "-";
    theirs = life + "-" + RunnerName.of(life, runId, 1).run() + "-";
  }

  /** The same whichever run it is and whatever time: neither can be the recorded one. */
  String of(Asked asked) {
    if (asked.of() instanceof Turn turn && asked.step().equals("leaveTurn")) {
      return "leave " + turn.pool();
    }
    return of(asked.toString());
  }

  String of(String text) {
    return text.replace(theirs, ours).replaceAll(TIME, "then");
  }

  String of(AttemptStatus attempt) {
    List<Phase> phases = attempt.phases().stream().map(PhaseEntry::phase).toList();
    return of(attempt.runner() + " " + phases + " " + attempt.end());
  }

  JsonNode json(Object recorded) {
    try {
      return JSON.readTree(JSON.writeValueAsString(recorded).replace(ours, theirs));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(String.valueOf(recorded), e);
    }
  }
}
