package dev.mayfly.workflows.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.life.Removal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaks one rule of the sweep at a time: the search must notice, with a wide margin. */
class SweepMutationTest {

  private static final String IDLE =
      "    if (!failures.isEmpty() || pause != null) { return pause; }\n    failures.clear();\n";

  static Stream<Arguments> mutants() {
    return Stream.of(
        arguments("no sweep", Mutant.of("Sweep", "    failures.clear();\n", IDLE)),
        arguments("provide for nobody", Mutant.of("Sweep", "part(this::provideForQueued);", "")),
        arguments("remove no orphan", Mutant.of("Sweep", "part(this::removeOrphans);", "")),
        arguments(
            "trust one listing", Mutant.of("Sweep", "before.contains(o.name())", "before != null")),
        arguments(
            "restart what was given up",
            Mutant.of(
                "SweepRules",
                "isFinal(closed) && !isNewer",
                "isFinal(closed) && createdAt == null && !isNewer")),
        arguments(
            "never wake a held life",
            Mutant.of("SweepRules", "Phase.HELD.name().equals(open.phase())", "open == null")),
        arguments(
            "never ask a life that was reset",
            Mutant.of("SweepRules", ".orElse(true)", ".map(it -> false).orElse(true)")),
        arguments(
            "go on where nothing stopped",
            Mutant.of("Sweep", "      next = look.next();", "      next = \"999999\";")),
        arguments("redeliver nothing", Mutant.of("Sweep", "    steps.redeliver(delivery);\n", "")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void isNoticed(String name, Mutant mutant, @TempDir Path folder) throws Exception {
    Object hunt = mutant.load("SweepMutantHunt", folder).getDeclaredConstructor().newInstance();

    isCaught(name, String.valueOf(((Callable<?>) hunt).call()));
  }

  @Test
  void ignoringThatTheForgeCallsARunnerBusyIsNoticed() throws InterruptedException {
    isCaught("ignore a 422", SweepMutantHunt.hunt(IgnoresBusy::new));
  }

  @Test
  void removingTheTaskBeforeTheRegistrationIsNoticed() throws InterruptedException {
    isCaught("task before registration", SweepMutantHunt.hunt(TaskFirst::new));
  }

  private static void isCaught(String mutation, String found) {
    System.out.println("'" + mutation + "' is caught in " + found);
    assertThat(Integer.parseInt(found.substring(0, found.indexOf(' '))))
        .as(mutation)
        .isEqualTo(MutantHunt.ENOUGH);
  }

  private static final class IgnoresBusy extends SweptWorld {
    private IgnoresBusy(
        Script.Sweeping script,
        BatonScheduler time,
        FleetModel model,
        ModelGateway gateway,
        SweepChecks checks) {
      super(script, time, model, gateway, checks);
    }

    @Override
    Removal removeInOrder(RunnerName name) {
      model.unregister(name);
      return model.batch.delete(name, false);
    }
  }

  private static final class TaskFirst extends SweptWorld {
    private TaskFirst(
        Script.Sweeping script,
        BatonScheduler time,
        FleetModel model,
        ModelGateway gateway,
        SweepChecks checks) {
      super(script, time, model, gateway, checks);
    }

    @Override
    Removal removeInOrder(RunnerName name) {
      model.batch.delete(name, false);
      return model.unregister(name);
    }
  }
}
