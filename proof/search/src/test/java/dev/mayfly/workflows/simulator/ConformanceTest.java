package dev.mayfly.workflows.simulator;

import static dev.mayfly.workflows.simulator.Script.boot;
import static dev.mayfly.workflows.simulator.Script.fleet;
import static dev.mayfly.workflows.simulator.Script.hand;
import static dev.mayfly.workflows.simulator.Script.hook;
import static dev.mayfly.workflows.simulator.Script.job;
import static dev.mayfly.workflows.simulator.Script.late;
import static dev.mayfly.workflows.simulator.Script.lost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Named.named;

import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.simulator.Script.Call;
import dev.mayfly.workflows.simulator.Script.Fault;
import dev.mayfly.workflows.simulator.Script.Hand;
import dev.mayfly.workflows.simulator.Script.Hand.Asks;
import dev.mayfly.workflows.simulator.Script.Labels;
import dev.mayfly.workflows.step.WaitResult;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The adapter to Temporal and the baton agree: told the same in the same order, the real workflow
 * asks for the same as the model's life, and ends as it did.
 */
@Isolated("its timers run by the clock of the machine")
@Tag("server")
class ConformanceTest {

  // The machine may be too slow for a timer of a second, but hardly so often.
  private static final int TRIES = 5;

  static Stream<Named<Script>> scripts() {
    return Stream.of(
        named("healthy", fleet(job(0))),
        named("just in time", fleet(job(0).labels(Labels.JIT))),
        named("lost webhooks", fleet(job(0).hooks(late(0), lost(), lost()))),
        named("late queued", fleet(job(0).hooks(hook(7200, 3)).calls(Call.FAILS, Call.FAILS))),
        named("cancelled", fleet(job(0).boots(boot(600, 30)).cancelled(300))),
        named("cancelled while it waits", fleet(job(0).opens(-1).cancelled(3600))),
        named("held and approved", fleet(job(0).opens(1200))),
        named("taken by another's runner", fleet(job(0).foreign(10))),
        named("never online", fleet(job(0).boots(boot(Fault.NEVER_ONLINE, 0)))),
        named("dies", fleet(job(0).lasts(300).boots(boot(Fault.DIES, 60)))),
        named("dies early", fleet(job(0).boots(boot(Fault.DIES_EARLY, 1)))),
        named("outdated", fleet(job(0).boots(boot(Fault.OUTDATED, 1)))),
        named("never starts", fleet(job(0).boots(boot(Fault.NEVER_STARTS, 1)))),
        named("leaves", fleet(job(0).boots(boot(Fault.LEAVES, 0)))),
        named("registers late", fleet(job(0).boots(boot(Fault.LATE, 1800)))),
        named("preempted", fleet(job(0).lasts(300).boots(boot(Fault.PREEMPTED, 30)))),
        named("lingers", fleet(job(0).boots(boot(Fault.LINGERS, 300)))),
        named("operator cancels", fleet(job(0).lasts(300).hands(hand(Asks.CANCEL, 60)))),
        named("forced", fleet(job(0).lasts(300).hands(hand(Asks.FORCE, 60)))),
        named(
            "reprovisioned", fleet(job(0).boots(boot(600, 30)).hands(hand(Asks.REPROVISION, 60)))),
        named("nonsense", fleet(job(0).lasts(300).hands(nonsense()))),
        named("refused", fleet(job(0).calls(Call.FINE, Call.FINE, Call.IS_REFUSED))),
        named("mint refused", fleet(job(0).calls(Call.IS_REFUSED))),
        named("capped", fleet(job(0).lasts(900), job(30)).slots(2)),
        named("run again", fleet(job(0).rerunSame(10))),
        named("reported twice", fleet(job(0).lasts(300).hooks(hook(0, 90)))),
        named("worker killed", fleet(job(0).calls(Call.FINE, Call.FINE, Call.KILLS))));
  }

  private static Hand[] nonsense() {
    return IntStream.range(1, 40).mapToObj(at -> hand(Asks.NONSENSE, at)).toArray(Hand[]::new);
  }

  /** One life of a fleet that chance made. */
  private record Drawn(long seed, int life) {

    Recording recording() {
      return Recording.of(FleetRun.lives(ScriptMaker.of(seed)).get(life - 1));
    }
  }

  /** Several attempts, swapped runners, outages, killed workers; many inputs, all of them apart. */
  static Stream<Drawn> drawn() {
    return Stream.of(
        new Drawn(1, 2),
        new Drawn(4, 1),
        new Drawn(9, 3),
        new Drawn(11, 3),
        new Drawn(16, 4),
        new Drawn(19, 2),
        new Drawn(26, 2),
        new Drawn(31, 2),
        new Drawn(34, 3),
        new Drawn(37, 2),
        new Drawn(38, 1),
        new Drawn(39, 3));
  }

  private static Recording recording(Script script) {
    List<LifeRun> lives = FleetRun.lives(script);
    return Recording.of(lives.get(lives.size() - 1));
  }

  private static void retell(Recording recording) {
    assertThat(recording.isClear()).as("%s", recording).isTrue();
    for (int i = 0; i < TRIES; i++) {
      try (RetoldLife life = new RetoldLife(recording)) {
        life.conforms();
        return;
      } catch (RetoldLife.Overtaken again) {
        // Once more, from the beginning.
      }
    }
    abort("the machine is too slow for the timers of this life");
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void theWorkflowDoesWhatTheBatonDid(Script script) {
    retell(recording(script));
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void theWorkflowDoesWhatTheBatonDidInAFleet(Drawn drawn) {
    retell(drawn.recording());
  }

  @Test
  void anAnswerThatTheBatonDidNotGiveIsNoticed() {
    Recording told = recording(fleet(job(0).hooks(late(0), lost(), lost())));
    int start = told.answerTo("START");
    WaitResult.Gone gone = new WaitResult.Gone(BatonScheduler.EPOCH, "the task", false);

    assertThatThrownBy(() -> retell(told.with(start, gone)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("others were not expected")
        .hasMessageContaining("try again to remove the registration");
  }

  @Test
  void aSignalThatTheBatonDidNotSendIsNoticed() {
    Recording told = recording(fleet(job(0).foreign(10)));
    int taken = told.message("in_progress");
    JobEvent other = new JobEvent(100, "another-one", 9L, null, BatonScheduler.EPOCH, "delivery-1");

    assertThatThrownBy(() -> retell(told.with(taken, new Message("in_progress", other))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the job was taken by runner another-one");
  }
}
