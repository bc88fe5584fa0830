package dev.mayfly.service;

import io.dropwizard.core.Application;
import io.dropwizard.core.cli.CheckCommand;
import io.dropwizard.core.setup.Bootstrap;
import net.sourceforge.argparse4j.inf.Namespace;

/** Says whether a service's configuration could be used, and starts nothing. */
final class ValidateCommand<C extends ServiceConfiguration> extends CheckCommand<C> {

  ValidateCommand(Application<C> application) {
    super(application);
  }

  @Override
  protected void run(Bootstrap<C> bootstrap, Namespace namespace, C configuration) {
    System.out.printf(
        "%s: OK, installation %s, %d forge(s), %d pool(s)%n",
        namespace.getString("file"),
        configuration.fleet().installation(),
        configuration.fleet().forges().size(),
        configuration.fleet().pools().size());
  }
}
