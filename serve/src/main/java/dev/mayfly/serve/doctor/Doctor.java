package dev.mayfly.serve.doctor;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.mayfly.service.config.ServiceConfiguration;
import dev.mayfly.service.doctor.Check;
import dev.mayfly.service.doctor.Examination;
import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Question;
import dev.mayfly.service.doctor.TemporalChecks;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.worker.WorkerClients;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.worker.forge.SignedIn;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One look at all that an installation depends on. It reads, and changes nothing, but for a ping
 * and a token where they are asked for.
 */
public final class Doctor {

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration AT_MOST = Duration.ofSeconds(9);

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final boolean live;

  /**
   * @param clock of this machine, right or wrong.
   * @param live whether a ping is sent, and a token minted.
   */
  public Doctor(Map<String, String> environment, InstantSource clock, boolean live) {
    this.environment = environment;
    this.clock = clock;
    this.live = live;
  }

  /**
   * Asks everything that the files let be asked.
   *
   * @throws IllegalArgumentException when one cannot be read.
   */
  public Map<Question, Finding> examine(List<String> files) {
    Given given = Given.read(files, environment);
    Map<Question, Check> checks = new EnumMap<>(Question.class);
    for (Question question : Question.values()) {
      if (!question.isLive() || live) {
        checks.put(question, () -> Finding.skipped("not asked: needs the worker's file"));
      }
    }
    LocalChecks local = new LocalChecks(given);
    Optional<WorkerConfiguration> worker =
        given.faults().isEmpty() ? given.worker() : Optional.empty();
    Optional<WorkerClients> clients = worker.map(it -> new WorkerClients(it, clock));
    Optional<TemporalConnection> temporal =
        given.faults().isEmpty()
            ? given.all().stream().findFirst().map(this::connect)
            : Optional.empty();
    ExecutorService executor =
        Executors.newCachedThreadPool(
            new ThreadFactoryBuilder().setNameFormat("doctor-%d").setDaemon(true).build());
    try {
      local.addTo(checks, () -> clients.map(WorkerClients::ahead).orElse(Map.of()));
      temporal.ifPresent(
          it ->
              new TemporalChecks(
                      it,
                      given.all().get(0).fleet().installation(),
                      () -> pools(given.all().get(0).fleet()),
                      worker.map(WorkerConfiguration::keyIds),
                      clock)
                  .addTo(checks));
      clients.ifPresent(it -> addTo(checks, worker.orElseThrow(), it));
      return new Examination(checks, executor).make(AT_MOST);
    } finally {
      executor.shutdownNow();
      clients.ifPresent(WorkerClients::close);
      temporal.ifPresent(it -> it.service().shutdownNow());
    }
  }

  private static List<String> pools(Fleet fleet) {
    return fleet.pools().stream().filter(pool -> !pool.retired()).map(Pool::name).toList();
  }

  private TemporalConnection connect(ServiceConfiguration file) {
    return new TemporalConnection(file.temporal(), environment, PATIENCE);
  }

  private void addTo(
      Map<Question, Check> checks, WorkerConfiguration configuration, WorkerClients clients) {
    ForgeChecks forges = new ForgeChecks(configuration, clients, clock);
    forges.addTo(checks, live);
    new HookChecks(
            configuration,
            clients.forges(),
            (forge, hook) ->
                forges.signedIn(forge).stream()
                    .map(SignedIn::events)
                    .flatMap(List::stream)
                    .distinct()
                    .toList(),
            clock)
        .addTo(checks, live);
    new BatchChecks(configuration, clients.batch(), clock).addTo(checks);
    new SweepChecks(configuration.fleet().installation(), clients.sweeps()).addTo(checks);
  }
}
