package dev.mayfly.gateway;

import dev.mayfly.service.command.ServiceCommand;
import picocli.CommandLine.Command;

/** {@code ./mayfly gateway}. */
@Command(name = "gateway", description = "Receives webhooks, as gateway.yml says.")
public final class GatewayCommand extends ServiceCommand {

  @Override
  protected void run(String command, String file) throws Exception {
    new GatewayApplication().run(command, file);
  }
}
