package dev.mayfly.service.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BuildJobTest {

  private static final BuildJob JOB = new BuildJob("shop", 42, "build", 1);

  /** Written out: another number would be another life for a request that is sent again. */
  @Test
  void itsNumberStaysTheSameFromReleaseToRelease() {
    assertThat(JOB.id()).isEqualTo(5103702556899663565L);
    assertThat(new BuildJob("SHOP", 42, "Build", 1).id()).isEqualTo(JOB.id());
  }

  @Test
  void eachPartOfTheKeyCounts() {
    Set<Long> ids = new HashSet<>();
    ids.add(JOB.id());
    ids.add(new BuildJob("shop2", 42, "build", 1).id());
    ids.add(new BuildJob("shop", 43, "build", 1).id());
    ids.add(new BuildJob("shop", 42, "build2", 1).id());
    ids.add(new BuildJob("shop", 42, "build", 2).id());

    assertThat(ids).hasSize(5);
  }

  @Test
  void itIsTheNumberOfALifeWithinBatchsSixtyFourCharacters() {
    for (long build = 1; build <= 1000; build++) {
      long id = new BuildJob("shop", build, "build", 1).id();
      LifeId life = new LifeId("abcdefghijkl", "abcdefghijkl", id);

      assertThat(LifeId.parse(life.toString())).contains(life);
      assertThat(new RunnerName(life, "3fa91c", 9999).toString()).hasSizeLessThanOrEqualTo(64);
    }
  }
}
