package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeSteps.Awaited;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.RunnerLife;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.life.RunnerWorkflow;
import dev.mayfly.workflows.step.WaitResult;
import dev.mayfly.workflows.temporal.StepFailed;
import dev.mayfly.workflows.temporal.WorkflowRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of a life as Temporal keeps it: what the life was told, in order, and what it asked for
 * in turn. When the worker dies, the life's code is run anew from that history; it must ask for the
 * same as before, and then goes on. Of a task in which a step was tried at once, Temporal has
 * nothing before its end: the worker's death, a message that comes as the life is about to end, or
 * an outage of Temporal lets it begin again, told also what came meanwhile, although the step was
 * done.
 */
final class LifeRun {

  /**
   * A question of the life's code to the world.
   *
   * @param atOnce whether it is tried within the life's own task (ADR 28).
   */
  record Asked(String step, @Nullable Object of, boolean atOnce) {
    Asked(String step, @Nullable Object of) {
      this(step, of, false);
    }

    @Override
    public String toString() {
      return step + (atOnce ? " at once" : "") + (of == null ? "" : " " + of);
    }
  }

  /** The answer to a step that could not be done within the life's own task. */
  enum NotAtOnce {
    ANSWER
  }

  /**
   * An input to a life by its history; several at once if they came with one event.
   *
   * @param asked how much the life had asked for before.
   * @param slot which question it answers; negative: none, it is a {@link Message}.
   */
  record Input(long at, long event, int asked, int slot, Object what) {

    /** Returns whether it says that the life's job is over, and which runner had it. */
    boolean isAnEnd() {
      return what instanceof Message message
          && message.name().equals("completed")
          && message.of() instanceof JobEvent event
          && event.runner() != null;
    }

    private void to(Telling telling) {
      if (what instanceof Message message) {
        message.to(telling.life);
      } else {
        telling.slots.get(slot).value = what;
      }
    }
  }

  /** The life's code as one worker runs it. */
  interface Teller {
    RunnerLife life(Telling telling);
  }

  final RunnerRequest request;
  final int number;
  final long startedAt;
  private static final String CALL_OFF = "call off";
  // Temporal gives a task of a dead worker to another one after so long.
  private static final long TASK_TIMEOUT = RunnerWorkflow.TASK_TIMEOUT.toMillis();
  private final BatonScheduler time;
  private final Teller teller;
  private final LongSupplier away;
  private final Consumer<LifeRun> closed;
  private final List<Input> inputs = new ArrayList<>();
  private final List<Asked> asked = new ArrayList<>();
  private final List<BatonScheduler.@Nullable Event> timers = new ArrayList<>();
  private final List<Input> held = new ArrayList<>();
  private Telling telling;
  private long group;
  private long groupOf = -1;
  // Where its history ends while a task is under way, and whether that is to begin again.
  private int toldBefore;
  private int askedBefore;
  private int triedAtOnce;
  private boolean inTask;
  private boolean cut;
  private boolean begun;
  private int cuts;
  private @Nullable Outcome outcome;
  private long closedAt;
  private boolean terminated;
  private int replays;
  // How much it had been told when a worker took up its first task, and when.
  private int toldFirst;
  private long begunAt;

  // When an operator last asked for something; negative: never.
  long cancelledAt = -1;
  long forcedAt = -1;
  long reprovisionedAt = -1;
  // The last runner that was let go for that.
  int letGoUpTo;
  // It began anew: its runners have the names of the run before.
  boolean wasReset;

  /**
   * @param away for how many milliseconds Temporal stays away; 0: it is there.
   */
  LifeRun(
      RunnerRequest request,
      int number,
      BatonScheduler time,
      Teller teller,
      LongSupplier away,
      Consumer<LifeRun> closed) {
    this.request = request;
    this.number = number;
    this.time = time;
    this.teller = teller;
    this.away = away;
    this.closed = closed;
    this.startedAt = time.now();
    this.telling = new Telling();
  }

  /**
   * Begins the story, unless it did or is over: a worker takes up its first task, and tells it all
   * that came before (Temporal hands out the events since the start together).
   */
  void begin() {
    if (isOpen() && !begun) {
      begun = true;
      beginFirstTask();
    }
  }

  private void beginFirstTask() {
    toldFirst = inputs.size();
    begunAt = time.now();
    toldBefore = 0;
    askedBefore = 0;
    groupOf = time.happened();
    telling.begin();
  }

  boolean isOpen() {
    return outcome == null && !terminated;
  }

  boolean wasTerminated() {
    return terminated;
  }

  /** Returns whether it was closed for good, so that its job needs no runner any more. */
  boolean isFinal() {
    return outcome instanceof Outcome.Cancelled || outcome instanceof Outcome.AttemptsSpent;
  }

  /** By an operator: its code does not run any more, and cleans nothing up. */
  void terminate() {
    terminated = true;
    closedAt = time.now();
    telling.stories.abandon();
  }

  Outcome outcome() {
    return requireNonNull(outcome);
  }

  long closedAt() {
    return closedAt;
  }

  RunnerLife life() {
    return telling.life;
  }

  /** Returns the questions that were never answered. */
  List<Slot> pending() {
    return telling.slots.stream().filter(slot -> !slot.isOver() && !slot.isTimer).toList();
  }

  /** Returns whether a webhook told it that this runner took a job. */
  boolean hasHeardOf(RunnerName runner) {
    return Stream.concat(inputs.stream(), held.stream())
        .map(Input::what)
        .anyMatch(
            it ->
                it instanceof Message message
                    && message.name().equals("in_progress")
                    && message.of() instanceof JobEvent event
                    && runner.toString().equals(event.runner()));
  }

  /** Returns how often a task of it began again, although a step of it was or may be done. */
  int cuts() {
    return cuts;
  }

  /** Returns how often it was run anew from its history. */
  int replays() {
    return replays;
  }

  /** Returns its inputs, in order. */
  List<Input> inputs() {
    return inputs;
  }

  /** Returns the last that it was told of its own job. */
  Optional<Input> lastTold() {
    return inputs.stream()
        .filter(
            input ->
                input.what() instanceof Message message
                    && message.of() instanceof JobEvent event
                    && event.jobId() == request.job().id())
        .reduce((before, last) -> last);
  }

  /** Returns its questions, in order. */
  List<Asked> asked() {
    return asked;
  }

  void signal(Message message) {
    hear(-1, message);
  }

  private void hear(int slot, Object what) {
    if (terminated) {
      return;
    }
    if (inTask || cut) {
      held.add(new Input(time.now(), 0, 0, slot, what));
      return;
    }
    if (groupOf != time.happened()) {
      groupOf = time.happened();
      group++;
      toldBefore = inputs.size();
      askedBefore = asked.size();
    }
    told(slot, what);
  }

  private void told(int slot, Object what) {
    Input input = new Input(time.now(), group, asked.size(), slot, what);
    inputs.add(input);
    if (what instanceof Message message && message.name().equals("reprovision")) {
      letGoUpTo = Math.max(letGoUpTo, telling.life.status().attempts().size());
    }
    try {
      input.to(telling);
    } catch (RuntimeException defect) {
      throw new BatonScheduler.Stuck("every workflow task fails after " + what, defect);
    }
    telling.stories.changed();
  }

  /** Returns how many messages it was told that make no sense. */
  long nonsense() {
    return inputs.stream()
        .filter(input -> input.what() instanceof Message message && message.isNonsense())
        .count();
  }

  /** Answers a step or a timer, once. */
  void answer(int number, Object value) {
    hear(number, value);
  }

  /** The worker died: another one runs the code again, up to where it was. */
  void replay() {
    if (!isOpen()) {
      return;
    }
    replays++;
    if (inTask) {
      cut(TASK_TIMEOUT);
      return;
    }
    Telling before = telling;
    @Nullable LifeStatus expected = cut ? null : before.life.status();
    replay(before, expected);
  }

  private void replay(Telling before, @Nullable LifeStatus expected) {
    before.stories.abandon();
    time.whenAtRest(
        () -> {
          telling = new Telling();
          telling.replay(expected);
        });
  }

  /** Forgets the task under way, and lets it begin again, with what was held meanwhile. */
  private void cut(long after) {
    cuts++;
    List<Input> again = new ArrayList<>();
    List<Input> told = inputs.subList(toldBefore, inputs.size());
    told.stream()
        .filter(input -> input.slot() < 0 || !asked(input.slot()).atOnce())
        .forEach(again::add);
    held.addAll(0, again);
    told.clear();
    asked.subList(askedBefore, asked.size()).clear();
    timers.subList(Math.min(slotsAsked(), timers.size()), timers.size()).clear();
    inTask = false;
    triedAtOnce = 0;
    cut = true;
    replay(telling, null);
    time.quietlyAfter(after, this::beginTaskAgain);
  }

  private Asked asked(int slot) {
    return telling.slots.get(slot).what;
  }

  private int slotsAsked() {
    return (int) asked.stream().filter(one -> !one.step().equals(CALL_OFF)).count();
  }

  private void beginTaskAgain() {
    long wait = away.getAsLong();
    if (wait > 0) {
      time.quietlyAfter(wait + TASK_TIMEOUT, this::beginTaskAgain);
      return;
    }
    cut = false;
    boolean isFirst = inputs.isEmpty();
    hearWhatWasHeld();
    if (isFirst && !terminated) {
      beginFirstTask();
    }
  }

  private void hearWhatWasHeld() {
    List<Input> meanwhile = List.copyOf(held);
    held.clear();
    groupOf = -1;
    meanwhile.forEach(input -> hear(input.slot(), input.what()));
  }

  /**
   * Ends the task, where no step of it is still tried: only then Temporal does what it asks for.
   */
  private void rest() {
    if (triedAtOnce > 0 || cut || terminated) {
      return;
    }
    if (inTask && away.getAsLong() > 0) {
      cut(away.getAsLong() + TASK_TIMEOUT);
      return;
    }
    boolean hadSteps = inTask;
    inTask = false;
    groupOf = -1;
    telling.doCommands();
    if (hadSteps) {
      hearWhatWasHeld();
    }
  }

  /** One execution of the life's code: live, or told again what is in the history. */
  final class Telling implements WorkflowRuntime {

    private final BatonScheduler.Stories stories = time.stories();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Runnable> commands = new ArrayList<>();
    private final RunnerLife life;
    private int said;
    private @Nullable Instant clock;

    private Telling() {
      life = teller.life(this);
    }

    /** The six hex digits that tell its runners from those of the job's other runs. */
    String runId() {
      return String.format("%06x", number);
    }

    private void begin() {
      stories.begin(
          () -> {
            Outcome how = life.run();
            if (inTask && (!held.isEmpty() || away.getAsLong() > 0)) {
              // Temporal does not let it end unless it has heard everything.
              time.whenAtRest(() -> cutAtItsEnd(this));
              return;
            }
            closedAt = time.now();
            outcome = how;
            closed.accept(LifeRun.this);
          });
    }

    private void doCommands() {
      List<Runnable> now = List.copyOf(commands);
      commands.clear();
      now.forEach(Runnable::run);
    }

    private void replay(@Nullable LifeStatus expected) {
      if (!begun || inputs.isEmpty()) {
        inputs.forEach(input -> input.to(this));
        return;
      }
      Telling mine = this;
      clock = BatonScheduler.EPOCH.plusMillis(begunAt);
      inputs.subList(0, toldFirst).forEach(input -> input.to(this));
      begin();
      time.whenAtRest(() -> mine.goOnReplaying(toldFirst, expected));
    }

    private void goOnReplaying(int next, @Nullable LifeStatus expected) {
      if (next < inputs.size()) {
        int following = tell(next, inputs.get(next).event());
        time.whenAtRest(() -> goOnReplaying(following, expected));
        return;
      }
      if (said != asked.size()) {
        throw new BatonScheduler.Stuck("replay stopped before: " + asked.get(said), null);
      }
      clock = null;
      LifeStatus reached = life.status();
      if (expected != null && !reached.equals(expected)) {
        throw new BatonScheduler.Stuck("replay led to " + reached + ", not " + expected, null);
      }
    }

    private int tell(int from, long event) {
      int next = from;
      clock = BatonScheduler.EPOCH.plusMillis(inputs.get(from).at());
      while (next < inputs.size() && inputs.get(next).event() == event) {
        inputs.get(next++).to(this);
      }
      stories.changed();
      return next;
    }

    /** Writes down what the code asks for, or checks that it asks for it again. */
    private boolean isNew(Asked what) {
      int place = said++;
      if (place == asked.size()) {
        if (clock != null) {
          throw new BatonScheduler.Stuck("replay asks for something new: " + what, null);
        }
        asked.add(what);
        return true;
      }
      if (!asked.get(place).equals(what)) {
        throw new BatonScheduler.Stuck(
            "replay asks for " + what + ", not " + asked.get(place), null);
      }
      return false;
    }

    /** Something that the world is to answer; it is told only what it was not told before. */
    private Slot ask(Asked what, Consumer<Slot> world) {
      Slot slot = new Slot(this, slots.size(), what);
      slots.add(slot);
      if (isNew(what)) {
        timers.add(null);
        commands.add(() -> world.accept(slot));
        time.whenAtRest(LifeRun.this::rest);
      }
      return slot;
    }

    /** Tries a step within the task; returns nothing where it is to be a step of its own. */
    <T> @Nullable T atOnce(Asked what, Class<T> as, Consumer<Slot> world) {
      Slot slot = new Slot(this, slots.size(), what);
      slots.add(slot);
      if (isNew(what)) {
        timers.add(null);
        triedAtOnce++;
        inTask = true;
        world.accept(slot);
      }
      stories.rest(what.step(), slot::isOver);
      if (slot.value instanceof StepFailed failed) {
        throw failed;
      }
      return slot.value == NotAtOnce.ANSWER ? null : as.cast(requireNonNull(slot.value));
    }

    <T> T step(Asked what, Class<T> as, Consumer<Slot> world) {
      Slot slot = ask(what, world);
      stories.rest(what.step(), slot::isOver);
      if (slot.value instanceof StepFailed failed) {
        throw failed;
      }
      return as.cast(requireNonNull(slot.value));
    }

    Awaited await(Asked what, Consumer<Slot> world) {
      Slot slot = ask(what, world);
      return new Awaited() {
        @Override
        public boolean isOver() {
          return slot.isOver();
        }

        @Override
        public WaitResult get() {
          stories.rest(what.step(), slot::isOver);
          return (WaitResult) requireNonNull(slot.value);
        }
      };
    }

    @Override
    public Instant now() {
      return clock == null ? time.instant() : clock;
    }

    @Override
    public Instant started() {
      return BatonScheduler.EPOCH.plusMillis(startedAt);
    }

    @Override
    public void until(BooleanSupplier condition) {
      stories.rest("a condition", condition);
    }

    @Override
    public boolean until(String timer, Duration atMost, BooleanSupplier condition) {
      if (condition.getAsBoolean()) {
        stories.rest("a turn", () -> true);
        return true;
      }
      Slot slot = ask(new Asked(timer, atMost), at -> start(at, atMost));
      slot.isTimer = true;
      stories.rest(timer, () -> slot.isOver() || condition.getAsBoolean());
      if (!slot.isOver() && isNew(new Asked(CALL_OFF, slot.number))) {
        callOff(slot);
      }
      return condition.getAsBoolean();
    }

    private void callOff(Slot slot) {
      BatonScheduler.Event timer = timers.get(slot.number);
      if (timer == null) {
        slot.isTimer = false; // Of this very task: it is never set.
        slot.value = true;
      } else {
        timer.callOff();
      }
    }

    private void start(Slot slot, Duration atMost) {
      if (slot.isOver()) {
        return;
      }
      timers.set(slot.number, time.quietlyAfter(atMost.toMillis(), () -> fire(slot)));
    }

    private void fire(Slot slot) {
      long wait = away.getAsLong();
      if (wait > 0) {
        start(slot, Duration.ofMillis(wait));
      } else {
        answer(slot.number, true);
      }
    }

    @Override
    public boolean isSince(String change) {
      return true;
    }

    @Override
    public void beside(Runnable story) {
      stories.begin(story);
    }
  }

  private void answerAtOnce(Slot slot, Object what) {
    triedAtOnce--;
    group++;
    told(slot.number, what);
    time.whenAtRest(this::rest);
  }

  private void cutAtItsEnd(Telling ended) {
    if (telling == ended && !cut && !terminated) {
      cut(1);
    }
  }

  /** Where an answer of the world belongs. */
  final class Slot implements ModelCall.Asker {
    private final Telling of;
    private final int number;
    private final Asked what;
    private @Nullable Object value;
    private boolean isTimer;

    private Slot(Telling of, int number, Asked what) {
      this.of = of;
      this.number = number;
      this.what = what;
    }

    boolean isOver() {
      return value != null;
    }

    @Override
    public void answer(Object what) {
      if (!isAtOnce()) {
        LifeRun.this.answer(number, what);
      } else if (telling == of && !isOver() && !cut) {
        answerAtOnce(this, what);
      }
    }

    @Override
    public boolean isAtOnce() {
      return this.what.atOnce();
    }

    @Override
    public boolean isOpen() {
      return !terminated;
    }

    LifeRun run() {
      return LifeRun.this;
    }

    @Override
    public String toString() {
      return "life " + request.job().id() + ": " + what;
    }
  }
}
