package dev.mayfly.worker;

import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import java.util.function.Predicate;
import net.sourceforge.argparse4j.inf.Namespace;
import org.jspecify.annotations.Nullable;

/** {@code sweep FILE}: says what the sweeps would do, and does nothing. */
final class SweepCommand extends ConfiguredCommand<WorkerConfiguration> {

  private final Predicate<WorkerConfiguration> dryRun;

  /**
   * @param dryRun prints what it sees; returns whether it saw everything.
   */
  SweepCommand(Predicate<WorkerConfiguration> dryRun) {
    super("sweep", "Says what the sweeps would do, and does nothing");
    this.dryRun = dryRun;
  }

  @Override
  protected void run(
      @Nullable Bootstrap<WorkerConfiguration> bootstrap,
      Namespace namespace,
      WorkerConfiguration configuration) {
    if (!dryRun.test(configuration)) {
      throw new IllegalStateException("not everything could be looked at, see above");
    }
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    cli.getStdErr().println(e.getMessage());
  }
}
