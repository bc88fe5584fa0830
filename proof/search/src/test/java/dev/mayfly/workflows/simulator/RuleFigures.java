package dev.mayfly.workflows.simulator;

import dev.mayfly.workflows.simulator.FleetRun.Around;
import dev.mayfly.workflows.simulator.Script.Boot;
import dev.mayfly.workflows.simulator.Script.Fault;
import dev.mayfly.workflows.simulator.Script.Hook;
import dev.mayfly.workflows.simulator.Script.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;

/**
 * The cost of the rules of D3: 300 jobs in half an hour, 5 % of the runners die while they boot, 2
 * % of the webhooks are lost, and runners start so unevenly that they take each other's jobs.
 */
public final class RuleFigures implements Callable<double[]> {

  private static final int JOBS = 300;
  private static final int FLEETS = 3;
  private static final int CAP = 10;

  /**
   * Returns, without a cap and with one of ten, starved jobs of all, runners made and started for
   * each job.
   */
  @Override
  public double[] call() {
    double[] free = of(0);
    double[] capped = of(CAP);
    return new double[] {free[0], free[1], free[2], capped[0], capped[1], capped[2]};
  }

  private static double[] of(int slots) {
    double[] sums = new double[3];
    List<FleetRun.Result> results =
        LongStream.rangeClosed(1, FLEETS)
            .parallel()
            .mapToObj(seed -> FleetRun.of(script(seed, slots), Around.UNEXPLAINED))
            .toList();
    for (FleetRun.Result result : results) {
      sums[0] += result.wrongs().stream().filter(wrong -> wrong.contains("starves")).count();
      sums[1] += (double) result.made() / JOBS / FLEETS;
      sums[2] += (double) result.started() / JOBS / FLEETS;
    }
    return sums;
  }

  private static Script script(long seed, int slots) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      List<Boot> boots = new ArrayList<>();
      List<Hook> hooks = new ArrayList<>();
      for (int each = 0; each < 8; each++) {
        boots.add(boot(random));
        hooks.add(random.nextInt(50) == 0 ? Script.lost() : Hook.DEFAULT);
      }
      jobs.add(
          Script.job(random.nextInt(1800))
              .lasts(30 + random.nextInt(90))
              .pick(random.nextInt(8))
              .boots(boots)
              .hooks(hooks));
    }
    return Script.fleet(jobs.toArray(Job[]::new)).slots(slots);
  }

  private static Boot boot(SplittableRandom random) {
    Fault fault = random.nextInt(20) == 0 ? Fault.DIES_EARLY : Fault.NONE;
    return new Boot(5 + random.nextInt(60), 5 + random.nextInt(60), fault, 0);
  }
}
