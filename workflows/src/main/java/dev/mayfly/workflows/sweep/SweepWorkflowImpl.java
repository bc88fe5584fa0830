package dev.mayfly.workflows.sweep;

import dev.mayfly.workflows.temporal.IgnoredMessages;
import dev.mayfly.workflows.temporal.Markdown;
import dev.mayfly.workflows.temporal.MessageGuard;
import dev.mayfly.workflows.temporal.Metrics;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import dev.mayfly.workflows.temporal.TemporalRuntime;
import dev.mayfly.workflows.temporal.UntrustedInput;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * The workflow around a {@link Sweep}: round after round, for ever. It outlives every release, so
 * under Worker Versioning it moves on to the newest, and without it begins a new run with it.
 */
public sealed class SweepWorkflowImpl implements SweepWorkflow, MessageGuard.Recipient
    permits AutoUpgradedSweep {

  // Some 8 events each where nothing is to be mended: an hour a page, far below any limit.
  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);
  private static final int MOST_ROUNDS = 60;
  // One that an earlier release started has ten seconds.
  private static final ContinueAsNewOptions LONG_TASKS =
      ContinueAsNewOptions.newBuilder().setWorkflowTaskTimeout(TASK_TIMEOUT).build();
  private static final String SWEEPING = "SWEEPING";
  private static final String FAILING = "FAILING";

  private final Logger log = Workflow.getLogger(SweepWorkflowImpl.class);
  private final Map<String, Long> warnedAt = new HashMap<>();
  private final TemporalRuntime runtime = new TemporalRuntime();
  private final Sweep sweep;
  private final PassLog passes = new PassLog();
  private final IgnoredMessages ignored = new IgnoredMessages();
  private boolean asked;
  private boolean upgraded;
  private @Nullable String shown;

  @WorkflowInit
  public SweepWorkflowImpl(SweepState state) {
    UntrustedInput.demandStart(state, SweepState.class);
    sweep =
        new Sweep(state, new TemporalSweepSteps(state.id(), runtime), runtime::now, this::heard);
  }

  @Override
  public void run(SweepState state) {
    show();
    int rounds = 0;
    do {
      asked = false;
      Instant begun = runtime.now();
      passes.begins(begun);
      Duration pause = sweep.round();
      passes.ends(begun, runtime.now(), pause);
      rounds++;
      show();
      runtime.until("until the next round", pause, () -> asked || upgraded);
    } while (!upgraded && rounds < MOST_ROUNDS && !Workflow.getInfo().isContinueAsNewSuggested());
    Workflow.continueAsNew(LONG_TASKS, sweep.state());
  }

  @Override
  public void sweepNow() {
    asked = true;
  }

  @Override
  public String sweepFor(OperatorRequest request) {
    asked = true;
    log.atInfo()
        .addKeyValue("of", sweep.state().id())
        .addKeyValue("by", request.by())
        .log("sweep asked for");
    return passes
        .underWay()
        .map(since -> "a pass is under way since " + since + "; the next follows it at once")
        .orElse("a pass begins");
  }

  @Override
  public SweepReport report() {
    return passes.report(sweep.state(), sweep.unserved());
  }

  @Override
  public void upgrade(String release) {
    upgraded |= sweep.upgrade(release);
  }

  @Override
  public SweepState status() {
    return sweep.state(ignored.count() == 0 ? null : ignored.line());
  }

  @Override
  public void ignored(String why) {
    ignored.add(why);
    Workflow.getMetricsScope().counter(Metrics.MESSAGES_IGNORED).inc(1);
    showDetails();
  }

  private void show() {
    showDetails();
    String phase = phase();
    if (!phase.equals(shown)) {
      shown = phase;
      Workflow.upsertTypedSearchAttributes(SearchAttributes.PHASE.valueSet(phase));
    }
  }

  private void showDetails() {
    Workflow.setCurrentDetails(
        status().lines().stream()
            .map(Markdown::escape)
            .collect(Collectors.joining("\n- ", "**" + phase() + "**\n\n- ", "")));
  }

  private String phase() {
    return sweep.state().failure() == null ? SWEEPING : FAILING;
  }

  /** Returns whether this cause was not warned of within the hour: each round meets it again. */
  private boolean isNews(String cause) {
    long now = Workflow.currentTimeMillis();
    warnedAt.values().removeIf(at -> now - at >= BETWEEN_WARNINGS.toMillis());
    return warnedAt.putIfAbsent(cause, now) == null;
  }

  private void heard(Sweep.Deed deed, Object of, String how) {
    count(deed);
    passes.heard(deed, of, how);
    switch (deed) {
      case GIVEN_UP ->
          log.atWarn().addKeyValue("of", of).addKeyValue("cause", how).log("sweep: {}", deed);
      case FAILED ->
          log.atLevel(isNews(how) ? Level.WARN : Level.DEBUG)
              .addKeyValue("of", of)
              .addKeyValue("cause", how)
              .log("sweep: {}", deed);
      case ROUND -> log.atDebug().addKeyValue("of", of).addKeyValue("how", how).log("sweep round");
      case REDELIVERED, PROVIDED, ASKED, REMOVED, KEPT ->
          log.atInfo().addKeyValue("of", of).addKeyValue("how", how).log("sweep: {}", deed);
    }
  }

  private static void count(Sweep.Deed deed) {
    Workflow.getMetricsScope()
        .counter("mayfly.sweep." + deed.name().toLowerCase(Locale.ROOT))
        .inc(1);
  }
}
