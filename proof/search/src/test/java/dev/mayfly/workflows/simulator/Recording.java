package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.simulator.LifeRun.Asked;
import dev.mayfly.workflows.simulator.LifeRun.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A closed life of the model: what it was told and what it asked for, in order, and what came of
 * it.
 *
 * @param run the six hex digits in its runners' names.
 * @param inputs their times count from its start, in milliseconds; the first starts it.
 * @param asked without timers that were called off, since on Temporal they run out, and without
 *     what was tried within its own tasks.
 * @param atOnce the latter, in order, which Temporal writes down when it is done.
 * @param over for each question, by its place, which input answered it or had its timer called off.
 */
record Recording(
    RunnerRequest request,
    String run,
    List<Input> inputs,
    List<Asked> asked,
    List<AtOnce> atOnce,
    Outcome outcome,
    List<LifeStatus.AttemptStatus> attempts,
    Map<Integer, Integer> over) {

  private static final String CALL_OFF = "call off";

  /** A step within a task of the life. */
  record AtOnce(Asked asked, Object answer) {}

  static Recording of(LifeRun life) {
    List<Asked> all = life.asked();
    List<Asked> slots = all.stream().filter(one -> !isCallOff(one)).toList();
    return new Recording(
        life.request,
        "%06x".formatted(life.number),
        life.inputs().stream()
            .filter(input -> !isAtOnce(input, slots))
            .map(input -> since(life.startedAt, input, all, slots))
            .toList(),
        ofItsOwn(all),
        life.inputs().stream()
            .filter(input -> isAtOnce(input, slots))
            .map(input -> new AtOnce(slots.get(input.slot()), input.what()))
            .toList(),
        life.outcome(),
        life.life().status().attempts(),
        over(life, slots));
  }

  private static boolean isCallOff(Asked asked) {
    return asked.step().equals(CALL_OFF);
  }

  private static boolean isAtOnce(Input input, List<Asked> slots) {
    return input.slot() >= 0 && slots.get(input.slot()).atOnce();
  }

  private static Input since(long start, Input it, List<Asked> all, List<Asked> slots) {
    int asked = ofItsOwn(all.subList(0, it.asked())).size();
    return new Input(it.at() - start, it.event(), asked, place(it.slot(), slots), it.what());
  }

  private static int place(int slot, List<Asked> slots) {
    return slot < 0 ? slot : ofItsOwn(slots.subList(0, slot)).size();
  }

  private static List<Asked> ofItsOwn(List<Asked> all) {
    return all.stream().filter(one -> !isCallOff(one) && !one.atOnce()).toList();
  }

  private static Map<Integer, Integer> over(LifeRun life, List<Asked> slots) {
    Map<Integer, Integer> over = new HashMap<>();
    List<Input> inputs = life.inputs();
    int told = -1;
    for (int i = 0; i < inputs.size(); i++) {
      told += isAtOnce(inputs.get(i), slots) ? 0 : 1;
      int from = inputs.get(i).asked();
      int to = i + 1 < inputs.size() ? inputs.get(i + 1).asked() : life.asked().size();
      for (Asked asked : life.asked().subList(from, to)) {
        if (isCallOff(asked) && asked.of() instanceof Integer slot) {
          over.put(place(slot, slots), told);
        }
      }
      if (!isAtOnce(inputs.get(i), slots)) {
        over.putIfAbsent(place(inputs.get(i).slot(), slots), told);
      }
    }
    return over;
  }

  /** Returns whether everything came to it alone, so that there is one order to tell it in. */
  boolean isClear() {
    return inputs.stream().map(Input::event).distinct().count() == inputs.size();
  }

  /** Which input answers the first question for this step. */
  int answerTo(String step) {
    return place(input -> input.slot() >= 0 && asked.get(input.slot()).step().equals(step));
  }

  /** Which input is the first message of this name. */
  int message(String name) {
    return place(input -> input.what() instanceof Message it && it.name().equals(name));
  }

  private int place(Predicate<Input> which) {
    return inputs.indexOf(inputs.stream().filter(which).findFirst().orElseThrow());
  }

  /** The same with another input in one place. */
  Recording with(int place, Object what) {
    List<Input> changed = new ArrayList<>(inputs);
    Input it = inputs.get(place);
    changed.set(place, new Input(it.at(), it.event(), it.asked(), it.slot(), what));
    return new Recording(request, run, changed, asked, atOnce, outcome, attempts, over);
  }
}
