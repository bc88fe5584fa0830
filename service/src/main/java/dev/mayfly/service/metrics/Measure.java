package dev.mayfly.service.metrics;

import static dev.mayfly.service.metrics.Measure.Kind.CALLS;
import static dev.mayfly.service.metrics.Measure.Kind.COUNTER;
import static dev.mayfly.service.metrics.Measure.Kind.GAUGE;
import static dev.mayfly.service.metrics.Measure.Kind.INFO;
import static dev.mayfly.service.metrics.Measure.Kind.TIMES;
import static java.util.Objects.requireNonNullElse;

import dev.mayfly.workflows.temporal.Metrics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A metric of Mayfly's own. The values of its labels come from the configuration and from our code:
 * never from a payload, and none is an id, so that their number does not grow with the jobs.
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists are copies
public enum Measure {
  DELIVERIES(
      "mayfly_deliveries",
      COUNTER,
      "Requests from forges, by the answer's result; forge is 'unknown' where none is configured by that name, action is empty without an event that was read, reason without one that was ignored (life: no life needs it)",
      "forge",
      "action",
      "answer",
      "reason"),
  DELIVERY_ANSWER(
      "mayfly_delivery_ack_seconds", CALLS, "The time until a forge had its answer", "forge"),
  DELIVERY_AGE(
      "mayfly_delivery_age_seconds",
      TIMES,
      "The time from the forge's making of a queued job until its webhook came",
      "forge"),
  LAST_DELIVERY(
      "mayfly_delivery_last_timestamp_seconds",
      GAUGE,
      "When this gateway last accepted a request of the forge's",
      "forge"),
  STRANGERS(
      "mayfly_delivery_strangers",
      COUNTER,
      "Requests from other addresses than the forge's (foreign), or while its addresses are not known yet (unknown)",
      Pattern.compile("webhooks\\.source\\.(?<source>.+)")),
  IN_FLIGHT(
      "mayfly_requests_in_flight",
      GAUGE,
      "Requests that wait for Temporal",
      Pattern.compile("intake\\.inFlight")),
  LIVES(
      Metrics.LIVES,
      COUNTER,
      "Lives that are over, by what became of the job and how its last runner ended; cause is empty where it had none",
      Metrics.POOL,
      Metrics.OUTCOME,
      Metrics.CAUSE),
  ATTEMPTS(
      Metrics.ATTEMPTS,
      COUNTER,
      "Runners that are over, by how they ended",
      Metrics.POOL,
      Metrics.END),
  WAIT(
      Metrics.WAIT,
      TIMES,
      "The time that a job waited: from its life's beginning, when its webhook came, until a runner had it",
      Metrics.POOL),
  STAGE(
      Metrics.STAGES,
      TIMES,
      "The time of each part of a runner's life; share names the party that it is due to",
      Metrics.POOL,
      Metrics.STAGE,
      Metrics.SHARE),
  UNSURE(
      Metrics.UNSURE,
      COUNTER,
      "Runners made although the forge would not speak of the job (forge), or the pool's workflow could not be reached (pool)",
      Metrics.POOL,
      Metrics.MISSING),
  MESSAGES_IGNORED(
      Metrics.MESSAGES_IGNORED,
      COUNTER,
      "Signals to lives, pools and sweeps that made no sense; pool is empty for a sweep's",
      Metrics.POOL),
  PAUSES(
      Metrics.PAUSES,
      COUNTER,
      "Pauses of a pool, by a fault or by an operator",
      Metrics.POOL,
      Metrics.BY),
  DOES_NOT_SCALE(
      Metrics.DOES_NOT_SCALE,
      COUNTER,
      "Times that a pool's nodes began not to scale as they should",
      Metrics.POOL),
  JOBS(
      "mayfly_jobs",
      GAUGE,
      "Lives that are open: waiting, held (the job may not run yet) or running, as Temporal lists them; every worker tells the same, so take the maximum",
      Metrics.POOL,
      "phase"),
  OLDEST_WAITING(
      "mayfly_jobs_oldest_waiting_seconds",
      GAUGE,
      "How long the oldest job that no runner has is waiting; 0 when none is",
      Metrics.POOL),
  POOL_LIMIT("mayfly_pool_limit", GAUGE, "The pool's cap; absent where it has none", Metrics.POOL),
  POOL_PAUSED(
      "mayfly_pool_paused",
      GAUGE,
      "1 while the pool is paused for that cause: operator, refused (by the forge or Batch), runner (its image or version), batch (a look at it failed), unknown (the pool does not answer)",
      Metrics.POOL,
      "cause"),
  TASKS(
      "mayfly_batch_tasks",
      GAUGE,
      "Tasks in the pool's Batch job, by Batch's state, as this worker's watcher listed them in the last two minutes",
      Pattern.compile("pools\\.(?<pool>[^.]+)\\.tasks\\.(?<state>.+)")),
  NODE_SECONDS(
      Metrics.NODE_SECONDS,
      COUNTER,
      "The time that the nodes of pools that Mayfly scales were there, preempted ones left out",
      Metrics.POOL,
      Metrics.PRIORITY),
  TASK_SECONDS(
      Metrics.TASK_SECONDS,
      COUNTER,
      "The time that runners' tasks were on nodes, counted as they come to their next step",
      Metrics.POOL,
      Metrics.PRIORITY),
  COST(
      "mayfly_cost",
      COUNTER,
      "The price of these times: kind 'nodes' of the nodes, 'direct' of the slots of tasks; what is between is overhead. Absent without prices",
      Metrics.POOL,
      Metrics.PRIORITY,
      "kind",
      "currency"),
  NODES(
      "mayfly_batch_nodes",
      GAUGE,
      "Nodes of a pool that Mayfly scales: busy, free, held, or missing of those that were asked for, as this worker listed them in the last six minutes",
      Pattern.compile("pools\\.(?<pool>[^.]+)\\.nodes\\.(?<priority>[^.]+)\\.(?<state>.+)")),
  RUNNER_DAYS(
      "mayfly_runner_version_days_left",
      GAUGE,
      "Days until GitHub gives runners of the pool's image no more jobs; absent while no end is announced, or no runner was seen",
      Pattern.compile("pools\\.(?<pool>.+)\\.runnerDaysLeft")),
  SECRET_WRITTEN(
      "mayfly_secret_written_timestamp_seconds",
      GAUGE,
      "When a file with a secret was last written, by the file's name",
      Pattern.compile("secrets\\.(?<secret>.+)\\.written")),
  REQUESTS(
      "mayfly_forge_requests",
      COUNTER,
      "Requests to a forge, by operation and status",
      Pattern.compile("forges\\.(?<forge>[^.]+)\\.calls\\.(?<operation>.+)\\.(?<status>[^.]+)")),
  WITHHELD(
      "mayfly_forge_requests_withheld",
      COUNTER,
      "Requests to a forge that were not sent, for want of budget or while it does not answer",
      Pattern.compile("forges\\.(?<forge>[^.]+)\\.refused\\.(?<priority>.+)")),
  FREE(
      "mayfly_forge_requests_free",
      COUNTER,
      "Requests to a forge that cost nothing of the budget",
      Pattern.compile("forges\\.(?<forge>[^.]+)\\.free")),
  REQUEST_SECONDS(
      "mayfly_request_seconds",
      CALLS,
      "The time of a request to a forge or to Batch, answer included",
      "system"),
  BUDGET_LEFT(
      "mayfly_forge_rate_limit_remaining",
      GAUGE,
      "Requests left of the forge's limit",
      ofForge("remaining")),
  BUDGET(
      "mayfly_forge_rate_limit",
      GAUGE,
      "The forge's hourly limit; 0 where it has named none",
      ofForge("limit")),
  BUDGET_RESET(
      "mayfly_forge_rate_limit_reset_seconds",
      GAUGE,
      "The time until the limit is whole again",
      ofForge("resetInSeconds")),
  BLOCKED(
      "mayfly_forge_blocked",
      GAUGE,
      "1 while the forge's limit lets nothing through",
      ofForge("blocked")),
  CIRCUIT_OPEN(
      "mayfly_forge_circuit_breaker_open",
      GAUGE,
      "1 while the forge does not answer and is only probed",
      ofForge("circuitBreakerOpen")),
  REGISTRATIONS(
      "mayfly_forge_registrations",
      GAUGE,
      "Registrations in the last five minutes",
      ofForge("registrations")),
  SWEEP_AGE(
      "mayfly_sweep_last_success_age_seconds",
      GAUGE,
      "The time since the last complete round of the sweep began",
      Pattern.compile("sweep\\.(?<forge>.+)\\.lastSuccessAge")),
  SWEEP_BOUND(
      "mayfly_sweep_bound_seconds",
      GAUGE,
      "The time within which the sweep finds a lost job",
      Pattern.compile("sweep\\.(?<forge>.+)\\.bound")),
  SWEEP_ROUNDS(
      "mayfly_sweep_rounds",
      COUNTER,
      "Rounds of the sweep",
      Pattern.compile("sweep\\.(?<forge>.+)\\.rounds")),
  SWEEP_REPAIRS(
      "mayfly_sweep_repairs",
      COUNTER,
      "What the sweep did, since it first began: every worker tells the same, so take the maximum",
      Pattern.compile("sweep\\.(?<forge>.+)\\.(?<kind>provided|redelivered|removed|kept)")),
  GIVEN_UP(
      "mayfly_sweep_given_up",
      GAUGE,
      "Queued jobs that the sweep leaves alone, since their attempts are spent or an operator cancelled them",
      Pattern.compile("sweep\\.(?<forge>.+)\\.givenUp")),
  NOT_BEGUN(
      "mayfly_lives_not_begun",
      GAUGE,
      "Lives of queued jobs whose first step no worker completes",
      Pattern.compile("sweep\\.notBegun")),
  BUILD("mayfly_build", INFO, "1; the version is its label", "version");

  /** The kinds of metrics; what is timed is a histogram, of calls or of waits of minutes. */
  public enum Kind {
    COUNTER,
    GAUGE,
    CALLS,
    TIMES,
    INFO
  }

  private static final Map<String, Measure> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Measure::baseName, Function.identity()));

  private final String name;
  private final Kind kind;
  private final String help;
  private final @Nullable Pattern source;
  private final List<String> labels;

  Measure(String name, Kind kind, String help, String... labels) {
    this.name = name;
    this.kind = kind;
    this.help = help;
    this.source = null;
    this.labels = List.of(labels);
  }

  /** One that stands in Dropwizard's registry, under names whose named groups are the labels. */
  Measure(String name, Kind kind, String help, Pattern source) {
    this.name = name;
    this.kind = kind;
    this.help = help;
    this.source = source;
    this.labels =
        Pattern.compile("\\(\\?<(\\w+)>")
            .matcher(source.pattern())
            .results()
            .map(group -> group.group(1))
            .toList();
  }

  // Of several Apps each has a budget; their ids are in the configuration.
  private static Pattern ofForge(String what) {
    return Pattern.compile("forges\\.(?<forge>[^.]+)\\.(?:apps\\.(?<credential>[^.]+)\\.)?" + what);
  }

  public static Optional<Measure> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Its name without the suffix that Prometheus gives to counters. */
  public String baseName() {
    return name;
  }

  /** Its name as queries have it; of what is timed, before the suffixes of a histogram. */
  public String seriesName() {
    return switch (kind) {
      case COUNTER -> name + "_total";
      case INFO -> name + "_info";
      case GAUGE, CALLS, TIMES -> name;
    };
  }

  public Kind kind() {
    return kind;
  }

  public String help() {
    return help;
  }

  public List<String> labels() {
    return labels;
  }

  /** Returns the values of its labels where a metric of Dropwizard's by that name is this one. */
  Optional<String[]> labelsOf(String dropwizard) {
    if (source == null) {
      return Optional.empty();
    }
    Matcher matcher = source.matcher(dropwizard);
    return matcher.matches()
        ? Optional.of(
            labels.stream()
                .map(label -> requireNonNullElse(matcher.group(label), ""))
                .toArray(String[]::new))
        : Optional.empty();
  }
}
