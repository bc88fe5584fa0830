package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.routing.Router;
import dev.mayfly.workflows.routing.RoutingDecision;
import dev.mayfly.workflows.routing.RoutingDecision.Ignore;
import dev.mayfly.workflows.routing.RoutingDecision.Signal;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import dev.mayfly.workflows.routing.WorkflowJobEvent.Action;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * An event goes to a pool that serves all its labels, to lives of ours, or nowhere. The input, line
 * by line: which action, organization, runner, job, then labels.
 */
class RouterFuzzTest {

  private static final Fleet FLEET =
      new Fleet(
          "kilo",
          Map.of(
              "gh",
              new Forge(
                  null,
                  null,
                  List.of(Scope.ofOrganization("acme"), Scope.ofRepository("other/task")))),
          List.of(
              pool("small", "self-hosted", "Linux", "x64"),
              pool("large", "self-hosted", "linux", "gpu", "K8s")));
  private static final Router ROUTER = new Router(FLEET);

  @FuzzTest
  void goesOnlyWhereItIsServed(byte[] input) {
    List<String> lines = List.of(new String(input, UTF_8).split("\n", 104));
    if (lines.size() < 5) {
      return;
    }
    WorkflowJobEvent event = event(lines);

    RoutingDecision decision = ROUTER.route(event);

    if (decision instanceof Start start) {
      isServed(event, start);
    } else if (decision instanceof Signal signal) {
      isOurs(event, signal);
    } else if (decision instanceof Ignore ignore) {
      Fuzzed.isOneBoundedLine(ignore.reason());
    }
    assertThat(ROUTER.route(event)).isEqualTo(decision);
  }

  private static void isServed(WorkflowJobEvent event, Start start) {
    RunnerRequest request = start.request();
    Pool pool = FLEET.pool(request.pool()).orElseThrow();

    assertThat(event.owner().organization()).isEqualToIgnoringCase("acme");
    assertThat(event.job().labels()).anyMatch("self-hosted"::equalsIgnoreCase);
    assertThat(event.job().labels())
        .allMatch(label -> pool.labels().stream().anyMatch(label::equalsIgnoreCase));
    assertThat(pool.labels()).containsAll(request.labels());
    TreeSet<String> asked = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    asked.addAll(event.job().labels());
    assertThat(request.labels()).hasSameSizeAs(asked);
    Fuzzed.isId(start.life().toString());
    assertThat(LifeId.parse(start.life().toString())).contains(start.life());
    Fuzzed.survivesTemporal(request, RunnerRequest.class);
  }

  private static void isOurs(WorkflowJobEvent event, Signal signal) {
    assertThat(signal.lives()).hasSizeBetween(1, 2);
    for (LifeId life : signal.lives()) {
      Fuzzed.isId(life.toString());
      assertThat(life.installation()).isEqualTo("kilo");
      assertThat(life.forge()).isEqualTo("gh");
      assertThat(
              life.jobId() == event.job().id()
                  || String.valueOf(event.progress().runnerName()).contains("-" + life.jobId()))
          .isTrue();
    }
  }

  private static WorkflowJobEvent event(List<String> lines) {
    Action[] actions = Action.values();
    return new WorkflowJobEvent(
        new WorkflowJobEvent.Delivery("gh", "d-1", Instant.EPOCH),
        actions[lines.get(0).length() % actions.length],
        new WorkflowJobEvent.Owner("acme/app", lines.get(1), null, null),
        new WorkflowJobEvent.Job(
            1 + lines.get(3).hashCode() % 1000 + 1000,
            7,
            lines.get(3),
            lines.get(3),
            null,
            lines.subList(4, lines.size()),
            Instant.EPOCH,
            null),
        new WorkflowJobEvent.Progress(lines.get(2), 9L, null));
  }

  private static Pool pool(String name, String... labels) {
    return new Pool(
        name, List.of(labels), null, "batch", "image", null, null, null, null, null, false);
  }
}
