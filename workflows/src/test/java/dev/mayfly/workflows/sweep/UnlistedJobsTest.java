package dev.mayfly.workflows.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.LifeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnlistedJobsTest {

  private static final LifeId ONE = life(1);
  private static final LifeId TWO = life(2);

  private final UnlistedJobs unlisted = new UnlistedJobs();

  @Test
  void aLifeThatWaitsForAJobThatAWholeListDoesNotHaveIsNamed() {
    unlisted.saw(Set.of(ONE, TWO));

    assertThat(pass(2L)).containsExactly(ONE);
  }

  @Test
  void aListThatBeganBeforeTheLifeWasSeenToWaitProvesNothing() {
    unlisted.begin(null);
    unlisted.saw(Set.of(ONE));

    assertThat(unlisted.end(List.of(), 0, 1, null)).isEmpty();
    assertThat(pass()).containsExactly(ONE);
  }

  @Test
  void aPassInPartsIsWholeAtItsEndAlone() {
    unlisted.saw(Set.of(ONE, TWO));
    unlisted.begin(null);
    assertThat(unlisted.end(List.of(2L), 3, 2, "acme/c")).isEmpty();
    unlisted.begin("acme/c");

    assertThat(unlisted.end(List.of(), 3, 1, null)).containsExactly(ONE);
  }

  @Test
  void aPartThatAnotherWorkerReadIsMissing() {
    unlisted.saw(Set.of(ONE));
    unlisted.begin(null);
    assertThat(unlisted.end(List.of(), 3, 1, "acme/b")).isEmpty();
    unlisted.begin("acme/c");

    assertThat(unlisted.end(List.of(), 3, 2, null)).isEmpty();
  }

  @Test
  void aRepositoryThatCouldNotBeReadLeavesThePassIncomplete() {
    unlisted.saw(Set.of(ONE));
    unlisted.begin(null);

    assertThat(unlisted.end(List.of(), 3, 2, null)).isEmpty();
  }

  @Test
  void aForgeWithoutAQueueSaysNothing() {
    unlisted.saw(Set.of(ONE));
    unlisted.begin(null);

    assertThat(unlisted.end(List.of(), 0, 0, null)).isEmpty();
  }

  @Test
  void whatOneQuestionDoesNotSettleIsAskedEverMoreRarely() {
    List<Integer> asked = new ArrayList<>();
    for (int round = 1; round <= 20; round++) {
      unlisted.saw(Set.of(ONE));
      if (!pass().isEmpty()) {
        asked.add(round);
      }
    }

    assertThat(asked).containsExactly(1, 2, 4, 8, 16);
  }

  private List<LifeId> pass(Long... listed) {
    unlisted.begin(null);
    return unlisted.end(List.of(listed), 0, 1, null);
  }

  private static LifeId life(long job) {
    return new LifeId("mayfly", "github", job);
  }
}
