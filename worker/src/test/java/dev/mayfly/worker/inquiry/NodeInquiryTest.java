package dev.mayfly.worker.inquiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.worker.batch.PoolSnapshot;
import dev.mayfly.worker.batch.PoolSnapshot.Allocation;
import dev.mayfly.worker.batch.YamlPool;
import dev.mayfly.workflows.explanation.PoolFacts;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import io.temporal.failure.ApplicationFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The nodes that a job waits for, of a pool that Mayfly does not scale. */
class NodeInquiryTest {

  private static final List<String> QUOTA = List.of("AccountCoreQuotaReached: no more cores");

  private Allocation allocation = Allocation.RESIZING;
  private int spotThere = 1;
  private List<String> errors = List.of();
  private final InquiryActivitiesImpl inquiry =
      new InquiryActivitiesImpl(
          new Fleet("mayfly", Map.of(), List.of(YamlPool.named("ubuntu", ""))),
          Map.of(),
          this::look,
          () -> Instant.EPOCH);

  private PoolSnapshot look(String id, Kind kind) {
    assertThat(id).isEqualTo("ubuntu-pool");
    int current = kind == Kind.SPOT ? spotThere : 2;
    return new PoolSnapshot(allocation, 2, current, 0, 0, 1, true, errors, List.of(), 0);
  }

  @Test
  void bothKindsAreCounted() {
    assertThat(inquiry.askAboutNodes("ubuntu"))
        .isEqualTo(new PoolFacts.Nodes(3, 4, true, List.of()));
  }

  @Test
  void whatAResizeMetIsToldWhileNodesAreMissing() {
    allocation = Allocation.STEADY;
    errors = QUOTA;

    assertThat(inquiry.askAboutNodes("ubuntu")).isEqualTo(new PoolFacts.Nodes(3, 4, false, QUOTA));
    spotThere = 2;
    assertThat(inquiry.askAboutNodes("ubuntu").errors()).isEmpty();
  }

  @Test
  void aPoolThatIsNotConfiguredHasNone() {
    assertThatThrownBy(() -> inquiry.askAboutNodes("windows"))
        .isInstanceOf(ApplicationFailure.class)
        .hasMessageContaining("pool windows");
  }
}
