package dev.mayfly.workflows.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.simulator.Script.Hand;
import dev.mayfly.workflows.simulator.Script.Hand.Asks;
import io.temporal.workflow.SignalMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Signals that make no sense: null, of wrong types, of absurd values. A life is to ignore all. */
final class Nonsense extends Chance {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SIGNALS =
      Arrays.stream(RunnerWorkflow.class.getMethods())
          .filter(method -> method.isAnnotationPresent(SignalMethod.class))
          // One that takes nothing is right whatever comes with it.
          .filter(method -> method.getParameterCount() > 0)
          .map(method -> method.getAnnotation(SignalMethod.class).name())
          .sorted()
          .toList();
  private static final List<String> INPUTS =
      List.of(
          "null",
          "-7",
          "\"text\"",
          "[]",
          "{\"duration\": \"two hours\", \"at\": \"noon\", \"jobId\": {}}",
          "{\"by\": [], \"jobId\": 0, \"at\": \"2026-11-30T00:00:00Z\", \"delivery\": \"d\"}");
  private static final List<String> DURATIONS =
      List.of("P106751991167300D", "P3650D", "PT-1H", "PT0.1S");

  private Nonsense(long seed) {
    super(seed);
  }

  static Message message(int which) {
    int durations = 2 * DURATIONS.size();
    if (which % 3 == 0) {
      String signal = which % 2 == 0 ? "extend" : "quarantine";
      String absurd = DURATIONS.get(which % durations / 2);
      return new Message(signal, json("{\"by\": \"ann\", \"duration\": \"" + absurd + "\"}"));
    }
    return new Message(
        SIGNALS.get(which % SIGNALS.size()),
        json(INPUTS.get(which / SIGNALS.size() % INPUTS.size())));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Adds some to a quarter of all scripts, and leaves the rest of them as it is. */
  static Script into(Script script, long seed) {
    Nonsense maker = new Nonsense(~seed);
    return maker.upTo(4) == 0
        ? script.jobs(script.jobs().stream().map(maker::into).toList())
        : script;
  }

  private Script.Job into(Script.Job job) {
    List<Hand> hands = new ArrayList<>(job.hands());
    hands.addAll(list(0.8, 6, () -> Script.hand(Asks.NONSENSE, one(0, upTo(60), upTo(900)))));
    return job.hands(hands);
  }
}
