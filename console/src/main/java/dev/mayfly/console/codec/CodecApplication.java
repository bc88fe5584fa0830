package dev.mayfly.console.codec;

import dev.mayfly.service.command.ServiceCommand;
import dev.mayfly.service.server.ServiceApplication;
import io.dropwizard.auth.AuthDynamicFeature;
import io.dropwizard.auth.AuthValueFactoryProvider;
import io.dropwizard.core.setup.Environment;

/**
 * The codec endpoint as a process of its own; reads {@code codec.yml}. Has the encryption keys and
 * nothing else: no forge, no Batch, no Temporal. Stateless: run as many as you like.
 */
public final class CodecApplication extends ServiceApplication<CodecConfiguration> {

  public static void main(String[] arguments) {
    ServiceCommand.main(new CodecCommand(), arguments);
  }

  @Override
  protected void serve(CodecConfiguration configuration, Environment environment) {
    CodecEndpoint endpoint = new CodecEndpoint(configuration);
    environment.getApplicationContext().insertHandler(endpoint.origin("/"));
    environment.jersey().register(new AuthDynamicFeature(endpoint.signIn()));
    environment.jersey().register(new AuthValueFactoryProvider.Binder<>(Reader.class));
    environment.jersey().register(new CodecResource(endpoint.codec()));
  }
}
