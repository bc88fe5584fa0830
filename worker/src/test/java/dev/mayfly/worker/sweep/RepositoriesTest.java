package dev.mayfly.worker.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RepositoriesTest {

  private static final List<String> ALL = List.of("a/1", "a/2", "a/3", "a/4");

  private final RepositoryRotation repositories = new RepositoryRotation();

  @Test
  void activeOnesComeFirstAndTheOthersFromWhereTheLookBeforeStopped() {
    repositories.seen("a/3", true, 4);

    assertThat(order(new RepositoryCursor(null, "a/2"))).containsExactly("a/3", "a/2", "a/4");
  }

  @Test
  void whenTheActiveOnesUseUpTheShareTheOthersKeepTheirPlace() {
    repositories.seen("a/1", true, 4);
    repositories.seen("a/3", true, 4);
    RepositoryCursor stopped =
        repositories.order(ALL, name -> false, new RepositoryCursor(null, "a/4")).get(1).place();

    assertThat(stopped).isEqualTo(new RepositoryCursor("a/3", "a/4"));
    assertThat(order(stopped)).containsExactly("a/3", "a/4");
  }

  @Test
  void aPlaceSurvivesBeingWrittenAndRead() {
    RepositoryCursor place = new RepositoryCursor("a/1", null);

    assertThat(RepositoryCursor.read(place.toString())).isEqualTo(place);
    assertThat(RepositoryCursor.read(null)).isEqualTo(RepositoryCursor.START);
    assertThat(RepositoryCursor.read("nonsense")).isEqualTo(RepositoryCursor.START);
  }

  @Test
  void theFirstLookPaysForAllAndTheNextOnlyWhereRunsAreUnderWay() {
    repositories.seen("a/1", false, 3);
    repositories.seen("a/2", true, 5);

    assertThat(repositories.costOf(ALL)).isEqualTo(5);

    repositories.seen("a/1", false, 1);

    assertThat(repositories.costOf(ALL)).isEqualTo(6);
  }

  private List<String> order(RepositoryCursor after) {
    return repositories.order(ALL, name -> false, after).stream()
        .map(RepositoryRotation.Visit::repository)
        .toList();
  }
}
