package dev.mayfly.workflows.explanation;

import static dev.mayfly.workflows.explanation.Case.FIRST;
import static dev.mayfly.workflows.explanation.Case.QUEUED;
import static dev.mayfly.workflows.explanation.Case.at;
import static dev.mayfly.workflows.explanation.Case.queued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.explanation.Timeline.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private static final Step[] ALL = {
    Step.TURN, Step.TOKEN, Step.NODE, Step.START, Step.JOB, Step.END, Step.REMOVAL, Step.GONE
  };

  private static List<Span> of(Case life) {
    return Timeline.of(life.life());
  }

  @Test
  void aJobThatRanHasAPartForEachStep() {
    assertThat(of(queued().runner(ALL).over(OutcomeKind.COMPLETED, FIRST, "success")))
        .containsExactly(
            new Span("Queued, nothing made yet", QUEUED, at(1)),
            new Span("Waits for its turn in the pool", at(1), at(2)),
            new Span("Token and task are made", at(2), at(3)),
            new Span("Task waits for a node", at(3), at(4)),
            new Span("Node starts the container", at(4), at(5)),
            new Span("Online, without a job", at(5), at(6)),
            new Span("In progress", at(6), at(7)),
            new Span("Clean-up", at(7), at(8)));
  }

  @Test
  void thePartThatLastsHasNoEnd() {
    assertThat(of(queued())).containsExactly(new Span("Queued, nothing made yet", QUEUED, null));
    assertThat(of(queued().runner(Step.TOKEN, Step.NODE)))
        .last()
        .isEqualTo(new Span("Task waits for a node", at(2), null));
  }

  @Test
  void aRunnerThatIsGoneIsOnePartAndTheNextOneHasItsName() {
    assertThat(of(queued().ended(EndKind.LOST, "gone").runner(Step.TOKEN)))
        .containsExactly(
            new Span("Queued, nothing made yet", QUEUED, at(1)),
            new Span("Runner 1 was lost", at(1), at(3)),
            new Span("Runner 2: Token and task are made", at(61), null));
  }

  @Test
  void aJobOnAnotherRunnerIsInProgressThere() {
    assertThat(of(queued().with(7, Step.JOB, Step.END).takenBy("elsewhere-1", true)))
        .containsExactly(
            new Span("Queued, nothing made yet", QUEUED, at(1)),
            new Span("Online, without a job", at(1), at(2)),
            new Span("Another job in progress", at(2), null),
            new Span("In progress on elsewhere-1", at(40), null));
  }

  @Test
  void ofManyRunnersTheLastAreLeft() {
    Case life = queued();
    for (int i = 0; i < 100; i++) {
      life.ended(EndKind.FAILED, "no token");
    }

    assertThat(of(life))
        .hasSize(30)
        .startsWith(new Span("Queued, nothing made yet", QUEUED, at(1)));
  }
}
