package dev.mayfly.workflows.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartSightingTest {

  @Test
  void isReadFromTheWordsThatPeopleRead() {
    assertThat(StartSighting.words("PREPARING", false))
        .isEqualTo("the task is PREPARING, the runner not registered");
    assertThat(StartSighting.read(StartSighting.words("PREPARING", false)))
        .contains(new StartSighting(true, false));
    assertThat(StartSighting.read(StartSighting.words("RUNNING", true)))
        .contains(new StartSighting(false, true));
  }

  @Test
  void otherWordsSayNothing() {
    assertThat(StartSighting.read("not polled yet")).isEmpty();
    assertThat(StartSighting.read("the task is RUNNING; the forge cannot be reached"))
        .as("the task was seen, and the runner not")
        .contains(new StartSighting(false, false));
  }
}
