package dev.mayfly.service.doctor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.service.doctor.Finding.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExaminationTest {

  private static final Check RIGHT = () -> Finding.ok("right");

  private final Map<Question, Check> checks = new EnumMap<>(Question.class);
  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private Map<Question, Finding> make(Duration atMost) {
    return new Examination(checks, executor).make(atMost);
  }

  @Test
  void whatNeedsAFaultIsNotAskedAndSaysWhichItIs() {
    checks.put(Question.TEMPORAL, () -> Finding.fault("away", "start it"));
    checks.put(Question.WORKERS, RIGHT);
    checks.put(Question.ONE_RELEASE, RIGHT);
    checks.put(Question.PORT, RIGHT);

    Map<Question, Finding> found = make(Duration.ofMinutes(1));

    assertThat(found.get(Question.WORKERS)).isEqualTo(Finding.skipped("not asked: see Temporal"));
    assertThat(found.get(Question.ONE_RELEASE))
        .isEqualTo(Finding.skipped("not asked: see workers"));
    assertThat(found.get(Question.PORT)).isEqualTo(Finding.ok("right"));
  }

  @Test
  void aWarningStopsNothing() {
    checks.put(Question.CREDENTIAL, () -> Finding.warning("expires", "make another"));
    checks.put(Question.PERMISSIONS, RIGHT);

    assertThat(level(make(Duration.ofMinutes(1)), Question.PERMISSIONS)).isEqualTo(Level.OK);
  }

  @Test
  void whatThrowsIsAFaultThatSaysWhy() {
    checks.put(
        Question.DISK,
        () -> {
          throw new IllegalStateException("the disk is gone");
        });

    assertThat(make(Duration.ofMinutes(1)).get(Question.DISK))
        .satisfies(it -> assertThat(it.level()).isEqualTo(Level.FAULT))
        .satisfies(it -> assertThat(it.says()).isEqualTo("the disk is gone"));
  }

  @Test
  void whatDoesNotAnswerIsAFaultAndAloneToBlame() {
    checks.put(Question.ACCOUNT, ExaminationTest::neverAnswers);
    checks.put(Question.BATCH_POOLS, RIGHT);
    checks.put(Question.DISK, RIGHT);

    Map<Question, Finding> found = make(Duration.ofSeconds(2));

    assertThat(level(found, Question.ACCOUNT)).isEqualTo(Level.FAULT);
    assertThat(level(found, Question.BATCH_POOLS)).isEqualTo(Level.SKIPPED);
    assertThat(level(found, Question.DISK)).isEqualTo(Level.OK);
  }

  private static Level level(Map<Question, Finding> found, Question question) {
    return requireNonNull(found.get(question)).level();
  }

  private static Finding neverAnswers() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Finding.ok("too late");
  }
}
