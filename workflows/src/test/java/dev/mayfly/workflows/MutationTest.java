package dev.mayfly.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.FleetModel.Task;
import dev.mayfly.workflows.FleetRun.Seams;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Breaks one rule at a time, and shows that the search notices, and which invariant tells. */
class MutationTest {

  private static final int TRIES = 1_500;

  @Test
  void neverProvidingAgainStarves() {
    caught("never replace", Seams.NONE.withWaits(w -> deaf(w, "provide again")), "I1", "I6");
  }

  @Test
  void neverAskingAboutAHeldJobStarves() {
    caught(
        "drop the timer of a held life",
        Seams.NONE.withWaits(w -> deaf(w, "ask again whether the job may run")),
        "I1");
  }

  @Test
  void neverAskingWhatBecameOfAJobLeavesLivesOpen() {
    caught(
        "drop the timer of the verdict",
        Seams.NONE.withWaits(w -> deaf(w, "ask again what became of the job")),
        "I6");
  }

  @Test
  void takingARefusedRemovalForDoneKillsTheBusy() {
    caught(
        "delete before looking",
        Seams.NONE.withSteps(s -> changed(s, "removeRunner", got -> Removal.REMOVED)),
        "I2",
        "I4");
  }

  @Test
  void withdrawingWhatHasStartedKillsTheBusy() {
    caught(
        "withdraw without a look",
        new Seams(s -> s, w -> w, ModelWatcher::new, (model, name) -> model.delete(name, false)),
        "I4");
  }

  @Test
  void believingThatAJobIsQueuedMakesASecondRunner() {
    caught(
        "never verify",
        Seams.NONE.withSteps(
            s ->
                changed(
                    s,
                    "lookAtJob",
                    got -> new JobLook(JobLook.Status.QUEUED, null, null, ((JobLook) got).at()))),
        "I3");
  }

  @Test
  void trustingOneListingKillsTheBusy() {
    caught(
        "trust one listing",
        Seams.NONE.withWatchers(
            (script, time, model) ->
                new ModelWatcher(script, time, model) {
                  @Override
                  Optional<Sighting> missing(Wait wait) {
                    return Optional.of(new Sighting.Gone(begun(), "the task", false));
                  }
                }),
        "I4",
        "I6",
        "I2");
  }

  @Test
  void countingTheOnlineDeadlineFromTheCreationWastesRunners() {
    caught(
        "count the online deadline from the creation",
        Seams.NONE.withWatchers(
            (script, time, model) ->
                new ModelWatcher(script, time, model) {
                  @Override
                  Optional<Sighting> online(Wait wait, Task task) {
                    Instant due =
                        BatonScheduler.EPOCH
                            .plusMillis(task.createdAt)
                            .plus(Duration.ofMinutes(30));
                    return begun().isAfter(due)
                        ? Optional.of(new Sighting.Overdue(begun(), "since it was created"))
                        : super.online(wait, task);
                  }
                }),
        "I6");
  }

  private static void caught(String mutation, Seams seams, String... by) {
    for (long seed = 1; seed <= TRIES; seed++) {
      FleetRun.Result result = FleetRun.of(ScriptMaker.of(seed), seams);
      if (result.kinds().stream().anyMatch(java.util.List.of(by)::contains)) {
        System.out.printf("Caught '%s' in fleet %d: %s%n", mutation, seed, result.wrongs().get(0));
        return;
      }
    }
    assertThat(TRIES).as("nothing notices: %s", mutation).isZero();
  }

  /** A timer that never fires. */
  private static Waits deaf(Waits waits, String to) {
    return new Waits() {
      @Override
      public Instant now() {
        return waits.now();
      }

      @Override
      public void until(BooleanSupplier condition) {
        waits.until(condition);
      }

      @Override
      public boolean until(String timer, Duration atMost, BooleanSupplier condition) {
        return waits.until(timer, timer.equals(to) ? Duration.ofDays(365) : atMost, condition);
      }

      @Override
      public void beside(Runnable story) {
        waits.beside(story);
      }
    };
  }

  private interface Change {
    Object of(Object got);
  }

  private static Steps changed(Steps steps, String step, Change change) {
    return (Steps)
        Proxy.newProxyInstance(
            Steps.class.getClassLoader(),
            new Class<?>[] {Steps.class},
            (proxy, method, arguments) -> {
              try {
                Object got = method.invoke(steps, arguments);
                return method.getName().equals(step) ? change.of(got) : got;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
  }
}
