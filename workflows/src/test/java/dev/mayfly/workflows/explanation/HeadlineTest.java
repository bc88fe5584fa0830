package dev.mayfly.workflows.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.explanation.PoolFacts.Nodes;
import dev.mayfly.workflows.explanation.PoolFacts.Pause;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeadlineTest {

  private static final Pause BY_ADA = new Pause("ada", "maintenance", Instant.EPOCH, false);
  private static final Nodes BOOT = new Nodes(1, 3, true, List.of());

  private static String of(
      @Nullable Pause pause, @Nullable Integer cap, int place, @Nullable Nodes nodes) {
    return new PoolFacts("ubuntu", pause, cap, 4, place, 9, null, nodes).headline();
  }

  @Test
  void aJobInTheQueueHasItsPlaceAndWhatStopsIt() {
    assertThat(of(null, 4, 3, BOOT)).isEqualTo("number 3 of 9; the pool is full: 4 of 4");
    assertThat(of(null, 5, 1, BOOT)).isEqualTo("number 1 of 9; nodes boot: 1 of 3");
    assertThat(of(null, null, 2, null)).isEqualTo("number 2 of 9");
    assertThat(of(BY_ADA, 4, 3, null)).isEqualTo("number 3 of 9; paused by ada: maintenance");
  }

  @Test
  void ofTheOthersItsNodesTell() {
    assertThat(of(BY_ADA, 4, 0, BOOT))
        .isEqualTo("its runner is on its way, or the forge holds the job; nodes boot: 1 of 3");
    assertThat(of(null, 4, 0, new Nodes(-1, 3, false, List.of("no quota"))))
        .isEqualTo("its runner is on its way, or the forge holds the job; no more nodes: no quota");
    assertThat(of(null, 4, 0, null))
        .isEqualTo("its runner is on its way, or the forge holds the job");
  }

  @Test
  void textOfOthersIsOneLine() {
    assertThat(of(new Pause("ada", "a\nb\u202e", Instant.EPOCH, false), 4, 1, null))
        .doesNotContain("\n", "\u202e");
  }
}
