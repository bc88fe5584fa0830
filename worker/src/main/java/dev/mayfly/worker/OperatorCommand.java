package dev.mayfly.worker;

import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import java.util.function.Predicate;
import net.sourceforge.argparse4j.inf.Namespace;
import org.jspecify.annotations.Nullable;

/** A command with the worker's file, or one that holds it, which does one thing and ends. */
final class OperatorCommand<C extends Configuration> extends ConfiguredCommand<C> {

  private final Class<C> file;
  private final Predicate<C> action;
  private final String failure;

  /**
   * @param file what the command is given; Dropwizard cannot tell it from a type parameter.
   * @param action prints what it does; returns whether all of it could be done.
   * @param failure the last words when it could not.
   */
  OperatorCommand(
      String name, String description, Class<C> file, Predicate<C> action, String failure) {
    super(name, description);
    this.file = file;
    this.action = action;
    this.failure = failure;
  }

  @Override
  protected Class<C> getConfigurationClass() {
    return file;
  }

  @Override
  protected void run(@Nullable Bootstrap<C> bootstrap, Namespace namespace, C configuration) {
    if (!action.test(configuration)) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    cli.getStdErr().println(e.getMessage());
  }
}
