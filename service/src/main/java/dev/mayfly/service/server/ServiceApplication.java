package dev.mayfly.service.server;

import static java.util.Objects.requireNonNullElse;

import ch.qos.logback.classic.LoggerContext;
import com.google.common.base.Ascii;
import dev.mayfly.service.config.PlainMapper;
import dev.mayfly.service.config.StrictConfiguration;
import dev.mayfly.service.config.StrictConfigurationFactory;
import dev.mayfly.service.config.ValidateCommand;
import dev.mayfly.service.http.Authorities;
import dev.mayfly.service.http.ForwardProxy;
import dev.mayfly.service.metrics.MetricsPage;
import dev.mayfly.service.metrics.SecretFiles;
import io.dropwizard.core.Application;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ConfiguredCommand;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.validation.Validators;
import io.dropwizard.util.JarLocation;
import jakarta.validation.Validator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service as a process: {@code server FILE} runs it, {@code check FILE} only says whether it
 * could run. A program that embeds it uses {@link #start} and {@link #stop}.
 */
public abstract class ServiceApplication<C extends StrictConfiguration> extends Application<C> {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceApplication.class);

  /**
   * The validator of the files of all services that a program embeds: to learn a class takes it
   * long. Jersey's is of each service, whose parts it gets.
   */
  private static final class Embedded {
    static final Validator VALIDATOR = Validators.newValidator();
  }

  private @Nullable Server server;
  private boolean isProcess;

  /** Builds the service from its configuration; read it top to bottom to know what exists. */
  protected abstract void serve(C configuration, Environment environment) throws Exception;

  /** The commands beside those that run the service and check its file. */
  protected List<ConfiguredCommand<C>> commands() {
    return List.of();
  }

  /** Returns what its class is called: {@code gateway} for {@code GatewayApplication}. */
  @Override
  public String getName() {
    return Ascii.toLowerCase(getClass().getSimpleName().replace("Application", ""));
  }

  @Override
  public final void initialize(Bootstrap<C> bootstrap) {
    prepareClients();
    bootstrap.setObjectMapper(PlainMapper.like(bootstrap.getObjectMapper()));
    bootstrap.setConfigurationFactoryFactory(
        (type, validator, mapper, prefix) ->
            new StrictConfigurationFactory<>(
                type, isProcess ? validator : Embedded.VALIDATOR, mapper, System::getenv));
  }

  /**
   * Has the clients of this process take the proxy that its environment names, and name the
   * certificates that they do not trust. To be called before there is one.
   */
  public static void prepareClients() {
    Authorities.use();
    ForwardProxy.use(System.getenv());
  }

  @Override
  protected final void addDefaultCommands(Bootstrap<C> bootstrap) {
    bootstrap.addCommand(new QuietServerCommand<>(this));
    bootstrap.addCommand(new ValidateCommand<>(this));
    commands().forEach(bootstrap::addCommand);
  }

  @Override
  public final void run(C configuration, Environment environment) throws Exception {
    environment.lifecycle().addServerLifecycleListener(started -> server = started);
    environment.lifecycle().addEventListener(new ConnectionLimits());
    if (isProcess) {
      environment.lifecycle().addEventListener(new OrderlyExit(ServiceApplication::endLog));
    }
    ForwardProxy.tell();
    configuration.vault().ifPresent(environment.lifecycle()::manage);
    MetricsPage.add(environment, version());
    new SecretFiles(configuration.secretFiles()).register(environment.metrics());
    serve(configuration, environment);
  }

  private String version() {
    return requireNonNullElse(getClass().getPackage().getImplementationVersion(), "dev");
  }

  /** Dropwizard's own stop waits for an empty queue, and loses the line that has just left it. */
  private static void endLog() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
      log.stop();
    }
  }

  /**
   * Runs a command of the process; ends it with exit code 1 when that fails, and as {@link
   * OrderlyExit} says when it is told to end.
   */
  @Override
  public final void run(String... arguments) throws Exception {
    isProcess = true;
    super.run(arguments);
  }

  /** Starts the service inside this process and returns once it listens. */
  public final void start(String file) throws Exception {
    Bootstrap<C> bootstrap = new Bootstrap<>(this);
    addDefaultCommands(bootstrap);
    initialize(bootstrap);
    Cli cli = new Cli(new JarLocation(getClass()), bootstrap, System.out, System.err);
    Optional<Throwable> failure = cli.run("server", file);
    if (failure.isPresent()) {
      throw new IllegalStateException(
          getName() + " did not start: " + failure.get().getMessage(), failure.get());
    }
  }

  /**
   * Stops what {@link #start} started: first the listening, then what it needed. What had to be cut
   * off is logged and no failure: a program that embeds a service has no exit code of it to read.
   */
  public final void stop() {
    if (server == null) {
      return;
    }
    // Clients in the same program keep connections open that would be waited for.
    OverdueRequests.closeIdle(server);
    try {
      server.stop();
    } catch (Exception e) {
      LOG.atWarn().addKeyValue("service", getName()).setCause(e).log("STOPPED TOO EARLY");
    }
  }

  /** The port of the service itself; what the system chose where the file says 0. */
  public final int port() {
    return port("application");
  }

  /** The port of health checks and metrics. */
  public final int adminPort() {
    return port("admin");
  }

  private int port(String connector) {
    if (server == null) {
      throw new IllegalStateException(getName() + " has not been started");
    }
    return Arrays.stream(server.getConnectors())
        .filter(c -> connector.equals(c.getName()))
        .mapToInt(c -> ((NetworkConnector) c).getLocalPort())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no connector " + connector));
  }
}
