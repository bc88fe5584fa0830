package dev.mayfly.bench;

import dev.mayfly.bench.ack.Acknowledgement;
import dev.mayfly.bench.cost.CostPerLife;
import dev.mayfly.bench.footprint.Footprints;
import dev.mayfly.bench.overload.Overload;
import dev.mayfly.bench.path.ControlPath;
import dev.mayfly.bench.recovery.KilledBurst;
import dev.mayfly.bench.recovery.Recovery;
import dev.mayfly.bench.scaling.ScalingComparison;
import dev.mayfly.service.command.Commands;
import picocli.CommandLine.Command;

/** {@code ./mayfly bench}: measures, prints, and fails when a bound does not hold. */
@Command(
    name = "bench",
    description = "Measures, as docs/performance.md and docs/scaling.md do.",
    subcommands = {
      Acknowledgement.class,
      ControlPath.class,
      CostPerLife.Options.class,
      Recovery.Options.class,
      KilledBurst.class,
      Overload.Options.class,
      WaitingLivesOptions.class,
      Footprints.class,
      Idle.class,
      OutageOptions.class,
      Peers.class
    })
public final class Bench {

  public static void main(String[] arguments) {
    Commands.main(new Bench(), arguments);
  }

  @Command(
      name = "scaling",
      description = "Compares autoscale formulas and scaling by demand, on a simulated pool.")
  int scaling() {
    return ScalingComparison.print(System.out) ? 0 : 1;
  }
}
