package dev.mayfly.service.server;

import io.dropwizard.configuration.ConfigurationException;
import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ServerCommand;
import java.net.BindException;
import java.util.Optional;
import net.sourceforge.argparse4j.inf.Namespace;

/**
 * Runs the service; an error of its configuration, or a port in use, is told without a stack trace.
 */
final class QuietServerCommand<C extends Configuration> extends ServerCommand<C> {

  QuietServerCommand(Application<C> application) {
    super(application);
  }

  @Override
  public void onError(Cli cli, Namespace namespace, Throwable e) {
    Optional<String> inUse = addressInUse(e);
    if (e instanceof ConfigurationException || inUse.isPresent()) {
      cli.getStdErr().println(inUse.orElseGet(e::getMessage));
    } else {
      super.onError(cli, namespace, e);
    }
  }

  /** Jetty names the address around the JDK's reason, which may also be a missing right. */
  static Optional<String> addressInUse(Throwable e) {
    for (Throwable at = e; at.getCause() != null; at = at.getCause()) {
      if (at.getCause() instanceof BindException reason) {
        return Optional.of(
            at.getMessage()
                + " ("
                + reason.getMessage()
                + "): another process listens there, or this one may not; end the other one, or"
                + " give another port under server");
      }
    }
    return Optional.empty();
  }
}
