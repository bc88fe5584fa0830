package dev.mayfly.serve;

import dev.mayfly.console.ConsoleApplication;
import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.service.command.ServiceCommand;
import dev.mayfly.service.server.ServiceApplication;
import dev.mayfly.worker.WorkerApplication;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Environment;
import java.util.List;

/**
 * Gateway, worker and console as one process, for small installations; reads {@code serve.yml}. It
 * has one port for webhooks, one for the health and the metrics of all, and one for people.
 * Stateless: run as many as you like, beside gateways and workers of their own too.
 */
public final class ServeApplication extends ServiceApplication<ServeConfiguration> {

  public static void main(String[] arguments) {
    ServiceCommand.main(new ServeCommand(), arguments);
  }

  @Override
  protected List<ConfiguredCommand<ServeConfiguration>> commands() {
    return WorkerApplication.operatorCommands(ServeConfiguration.class, ServeConfiguration::worker);
  }

  @Override
  protected void serve(ServeConfiguration configuration, Environment environment) {
    // Stopped in the opposite order: first the port, then the gateway, then the worker.
    WorkerApplication.work(configuration.worker(), environment);
    var unused = GatewayApplication.receive(configuration.gateway(), environment);
    configuration
        .console()
        .ifPresent(console -> environment.lifecycle().manage(ConsoleApplication.beside(console)));
  }
}
