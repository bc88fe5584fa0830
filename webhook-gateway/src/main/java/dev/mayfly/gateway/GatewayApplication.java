package dev.mayfly.gateway;

import com.google.common.base.Ticker;
import dev.mayfly.gateway.delivery.AgentRequestEndpoint;
import dev.mayfly.gateway.delivery.BearerVerifier;
import dev.mayfly.gateway.delivery.DeliveryCache;
import dev.mayfly.gateway.delivery.SignatureVerifier;
import dev.mayfly.gateway.delivery.WebhookEndpoint;
import dev.mayfly.gateway.delivery.WebhookHandler;
import dev.mayfly.gateway.dispatch.TemporalDispatcher;
import dev.mayfly.gateway.http.BodyMemoryLimit;
import dev.mayfly.gateway.http.BoundedBody;
import dev.mayfly.gateway.http.CpuLimit;
import dev.mayfly.gateway.http.Endpoint;
import dev.mayfly.gateway.http.EndpointServlet;
import dev.mayfly.gateway.http.InFlightLimit;
import dev.mayfly.gateway.http.NotFoundServlet;
import dev.mayfly.gateway.http.RequestHandler;
import dev.mayfly.gateway.http.SourceCheck;
import dev.mayfly.gateway.source.SourceSettings;
import dev.mayfly.gateway.source.Sources;
import dev.mayfly.gateway.source.SourcesHealthCheck;
import dev.mayfly.service.command.ServiceCommand;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.service.server.ServiceApplication;
import dev.mayfly.service.temporal.PollersHealthCheck;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.routing.Router;
import io.dropwizard.core.setup.Environment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** The gateway as a process; reads {@code gateway.yml}. Stateless: run as many as you like. */
public final class GatewayApplication extends ServiceApplication<GatewayConfiguration> {

  // A forge hangs up after ten seconds. The last try may begin just before this is over.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  public static void main(String[] arguments) {
    ServiceCommand.main(new GatewayCommand(), arguments);
  }

  @Override
  protected void serve(GatewayConfiguration configuration, Environment environment) {
    TemporalConnection temporal = receive(configuration, environment);
    environment.healthChecks().register("temporal", new TemporalHealthCheck(temporal));
    environment.healthChecks().register("worker", new PollersHealthCheck(temporal));
  }

  /**
   * Receives webhooks in a process that may be another service's as well, whose health then tells
   * of Temporal and of the worker.
   */
  public static TemporalConnection receive(
      GatewayConfiguration configuration, Environment environment) {
    TemporalConnection temporal =
        TemporalConnection.open(configuration.temporal(), PATIENCE, "gateway", environment);
    InFlightLimit inFlight = new InFlightLimit(configuration.intake().inFlight());
    TemporalDispatcher dispatcher =
        new TemporalDispatcher(
            temporal,
            configuration.fleet().installation(),
            forge -> reusesJobIds(configuration, forge),
            inFlight::taken,
            configuration.intake().direct(),
            Ticker.systemTicker());
    environment.lifecycle().manage(dispatcher);
    WebhookHandler webhooks =
        new WebhookHandler(
            new CpuLimit(inFlight::taken, Runtime.getRuntime().availableProcessors()),
            new Router(configuration.fleet()),
            new DeliveryCache(Ticker.systemTicker()),
            dispatcher,
            temporal::link,
            Meters.of(environment.metrics()));
    RequestHandler requests =
        new RequestHandler(
            sourceCheck(configuration, environment),
            inFlight,
            dispatcher::isLate,
            new BodyMemoryLimit(heapForBodies()),
            new BoundedBody(Ticker.systemTicker()));
    environment.metrics().registerGauge("intake.inFlight", inFlight::taken);
    environment.jersey().disable();
    environment.servlets().addServlet("elsewhere", new NotFoundServlet()).addMapping("/*");
    open(new WebhookEndpoint(verifiers(configuration), webhooks), requests, environment);
    open(new AgentRequestEndpoint(senders(configuration), webhooks), requests, environment);
    return temporal;
  }

  private static void open(Endpoint endpoint, RequestHandler requests, Environment environment) {
    environment
        .servlets()
        .addServlet(
            endpoint.name(),
            new EndpointServlet(endpoint, requests, environment.metrics(), InstantSource.system()))
        .addMapping("/" + endpoint.name() + "/*");
  }

  private static SourceCheck sourceCheck(
      GatewayConfiguration configuration, Environment environment) {
    SourceSettings settings = configuration.sources();
    Sources sources =
        new Sources(
            settings,
            configuration.fleet(),
            environment.lifecycle().scheduledExecutorService("sources", true).build());
    if (settings.mode() != SourceSettings.Mode.OFF) {
      environment.lifecycle().manage(sources);
    }
    if (settings.mode() == SourceSettings.Mode.ENFORCE) {
      environment.healthChecks().register("sources", new SourcesHealthCheck(sources));
    }
    return new SourceCheck(settings, sources, environment.metrics());
  }

  // What is read of a body takes several times its size.
  private static long heapForBodies() {
    return Math.max(BoundedBody.LIMIT, Runtime.getRuntime().maxMemory() / 16);
  }

  private static boolean reusesJobIds(GatewayConfiguration configuration, String forge) {
    return configuration
        .fleet()
        .forge(forge)
        .filter(it -> it.can(Capability.JOB_IDS_REUSED))
        .isPresent();
  }

  private static Map<String, SignatureVerifier> verifiers(GatewayConfiguration configuration) {
    Map<String, SignatureVerifier> verifiers = new TreeMap<>();
    configuration
        .fleet()
        .forges()
        .forEach(
            (name, forge) -> {
              if (forge.type() != Forge.Type.AZURE_DEVOPS) {
                verifiers.put(
                    name,
                    new SignatureVerifier(
                        name, configuration.secrets(name), InstantSource.system()));
              }
            });
    return verifiers;
  }

  /** Azure DevOps signs nothing; its pipelines bear a secret. */
  private static Map<String, AgentRequestEndpoint.Sender> senders(
      GatewayConfiguration configuration) {
    Map<String, AgentRequestEndpoint.Sender> senders = new TreeMap<>();
    configuration
        .fleet()
        .forges()
        .forEach(
            (name, forge) -> {
              if (forge.type() == Forge.Type.AZURE_DEVOPS) {
                BearerVerifier verifier =
                    new BearerVerifier(name, configuration.secrets(name), InstantSource.system());
                senders.put(name, new AgentRequestEndpoint.Sender(verifier, forge));
              }
            });
    return senders;
  }
}
