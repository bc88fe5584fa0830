package dev.mayfly.service.config;

import io.dropwizard.core.Application;
import io.dropwizard.core.cli.CheckCommand;
import io.dropwizard.core.setup.Bootstrap;
import net.sourceforge.argparse4j.inf.Namespace;

/** Says whether a service's configuration could be used, and starts nothing. */
public final class ValidateCommand<C extends StrictConfiguration> extends CheckCommand<C> {

  public ValidateCommand(Application<C> application) {
    super(application);
  }

  @Override
  protected void run(Bootstrap<C> bootstrap, Namespace namespace, C configuration) {
    System.out.printf("%s: OK, %s%n", namespace.getString("file"), configuration.summary());
  }
}
