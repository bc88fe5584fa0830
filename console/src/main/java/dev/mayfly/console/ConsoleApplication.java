package dev.mayfly.console;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.mayfly.console.api.CostsAsCsv;
import dev.mayfly.console.api.CostsResource;
import dev.mayfly.console.api.DescriptionResource;
import dev.mayfly.console.api.DoctorResource;
import dev.mayfly.console.api.JobsResource;
import dev.mayfly.console.api.LogResource;
import dev.mayfly.console.api.PoolsResource;
import dev.mayfly.console.api.Problems;
import dev.mayfly.console.api.SweepsResource;
import dev.mayfly.console.codec.CodecEndpoint;
import dev.mayfly.console.jobs.Checkup;
import dev.mayfly.console.jobs.JobCosts;
import dev.mayfly.console.jobs.Jobs;
import dev.mayfly.console.jobs.Messages;
import dev.mayfly.console.jobs.Overview;
import dev.mayfly.console.jobs.Pools;
import dev.mayfly.console.jobs.Sweeps;
import dev.mayfly.console.logs.Logs;
import dev.mayfly.console.logs.TaskFiles;
import dev.mayfly.console.pages.Assets;
import dev.mayfly.console.pages.BrowserRules;
import dev.mayfly.console.pages.JobPages;
import dev.mayfly.console.pages.Pages;
import dev.mayfly.console.pages.PoolPages;
import dev.mayfly.console.pages.StartPage;
import dev.mayfly.console.signin.SignIn;
import dev.mayfly.service.command.ServiceCommand;
import dev.mayfly.service.server.ServiceApplication;
import dev.mayfly.service.temporal.PollersHealthCheck;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.eclipse.jetty.server.Server;

/**
 * The console as a process; reads {@code console.yml}. Keeps nothing: what it shows is asked of
 * Temporal. Run as many as you like.
 */
public final class ConsoleApplication extends ServiceApplication<ConsoleConfiguration> {

  // A person waits for each answer.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  public static void main(String[] arguments) {
    ServiceCommand.main(new ConsoleCommand(), arguments);
  }

  @Override
  protected void serve(ConsoleConfiguration configuration, Environment environment) {
    TemporalConnection temporal = show(configuration, environment);
    environment.healthChecks().register("temporal", new TemporalHealthCheck(temporal));
    environment.healthChecks().register("worker", new PollersHealthCheck(temporal));
  }

  private static TemporalConnection show(
      ConsoleConfiguration configuration, Environment environment) {
    TemporalConnection temporal =
        TemporalConnection.open(
            configuration.temporal(),
            PATIENCE,
            configuration.installation() + "/console",
            environment);
    configuration.admitAddressesInPaths();
    open(temporal, configuration, environment);
    Map<Class<? extends Principal>, ContainerRequestFilter> readers =
        configuration
            .codec()
            .map(codec -> new CodecEndpoint(codec).open(environment))
            .orElse(Map.of());
    new SignIn(configuration.signIn(), InstantSource.system()).install(environment, readers);
    return temporal;
  }

  /** Returns the console as a server of its own, for a process that is another service's. */
  public static Server beside(ConsoleConfiguration configuration) {
    Environment its = new Environment("console");
    configuration.getServerFactory().configure(its);
    TemporalConnection unused = show(configuration, its);
    return configuration.getServerFactory().build(its);
  }

  private static void open(
      TemporalConnection temporal, ConsoleConfiguration configuration, Environment environment) {
    String installation = configuration.installation();
    InstantSource clock = InstantSource.system();
    JobCosts costs = new JobCosts(temporal, installation, configuration.prices(), clock);
    Jobs jobs = new Jobs(temporal, installation, configuration.forge(), costs);
    Pools pools = new Pools(temporal, installation);
    Messages messages = new Messages(temporal, installation);
    Overview overview = new Overview(temporal, jobs, pools);
    Pages pages = new Pages(installation, overview::glance, clock);
    JerseyEnvironment jersey = environment.jersey();
    new Problems(it -> pages.problem(it.title(), it.detail())).register(jersey);
    jersey.register(new JobsResource(jobs, messages, clock));
    Logs logs = new Logs(jobs, configuration.batch().map(it -> new TaskFiles(it.signIn(), clock)));
    jersey.register(new LogResource(logs));
    jersey.register(new PoolsResource(pools, messages));
    jersey.register(new SweepsResource(new Sweeps(temporal, installation), messages));
    jersey.register(new DoctorResource(new Checkup(temporal, installation, pools, clock)));
    jersey.register(new CostsResource(costs, clock));
    jersey.register(new CostsAsCsv());
    jersey.register(new DescriptionResource());
    jersey.register(new StartPage(pages, jobs));
    jersey.register(new JobPages(pages, jobs, messages, logs, configuration.links()));
    jersey.register(new PoolPages(pages, pools, messages));
    jersey.register(new Assets());
    jersey.register(new BrowserRules());
    environment.getObjectMapper().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    environment.getObjectMapper().disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
    // A job's address is a part of a path; who may do what hangs on methods, never on paths.
    environment.getApplicationContext().getServletHandler().setDecodeAmbiguousURIs(true);
  }
}
