package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.step.Removal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class EndProofTest {

  private long now;

  @ParameterizedTest
  @EnumSource(
      value = Removal.class,
      names = {"REMOVED", "ALREADY_GONE"})
  void isTheForgesWordThatItLetTheRunnerGo(Removal answer) {
    assertThat(EndProof.byRemoval(() -> answer)).hasValueSatisfying(EndProof::isGood);
  }

  @Test
  void isNotThereWhileTheRunnerHasAJob() {
    assertThat(EndProof.byRemoval(() -> Removal.IN_USE)).isEmpty();
  }

  @Test
  void isNoProofAnyMoreAfterAWhile() {
    EndProof proof = EndProof.byRemoval(() -> Removal.REMOVED, () -> now).orElseThrow();
    assertThat(proof.isGood()).isTrue();

    now += EndProof.GOOD_FOR.toNanos();

    assertThat(proof.isGood()).isFalse();
  }

  @Test
  void agesFromTheQuestionSinceTheAnswerMayHaveLainInASuspendedWorker() {
    EndProof proof =
        EndProof.byRemoval(
                () -> {
                  now += Duration.ofMinutes(10).toNanos();
                  return Removal.ALREADY_GONE;
                },
                () -> now)
            .orElseThrow();

    assertThat(proof.isGood()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(value = TaskSnapshot.State.class, mode = Mode.EXCLUDE, names = "COMPLETED")
  void isNotATaskThatIsNotOver(TaskSnapshot.State state) {
    assertThatThrownBy(() -> EndProof.ofOver(task(state)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(state.name());
  }

  @Test
  void isATaskThatIsOver() {
    assertThat(EndProof.ofOver(task(TaskSnapshot.State.COMPLETED)).isOfOver()).isTrue();
  }

  private static TaskSnapshot task(TaskSnapshot.State state) {
    @Nullable Integer none = null;
    return new TaskSnapshot("task-1", state, null, null, null, none, null, false, 0, null);
  }
}
