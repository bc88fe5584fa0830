package dev.mayfly.worker.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The calls that a keeper makes about one entity, check by check. */
class EntityKeeperTest {

  private static final int A_MINUTE = 12;

  private final OpenEntities open = new OpenEntities();
  private final List<String> calls = new ArrayList<>();
  private final EntityKeeper<String> keeper =
      new EntityKeeper<>("pool", List.of("a-pool"), open) {
        @Override
        protected void announce(String id) {
          calls.add("announce");
        }

        @Override
        protected void revive(String id) {
          calls.add("revive");
        }
      };

  private void checks(int times) {
    for (int i = 0; i < times; i++) {
      keeper.check();
    }
  }

  @Test
  void oneThatIsNotListedIsRevivedEachMinute() {
    checks(1 + 3 * A_MINUTE);

    assertThat(calls).containsExactly("announce", "revive", "revive", "revive");
  }

  @Test
  void oneThatIsListedAsOpenCostsACallInFiveMinutes() {
    open.listed(Set.of("a-pool"));

    checks(10 * A_MINUTE);

    assertThat(calls).containsExactly("announce", "revive");
  }

  @Test
  void oneThatIsNotListedAnyMoreIsRevivedAtTheNextCheck() {
    open.listed(Set.of("a-pool"));
    checks(3);

    open.listed(Set.of("another"));
    checks(2);

    assertThat(calls).containsExactly("announce", "revive");
  }
}
