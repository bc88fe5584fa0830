package dev.mayfly.gateway.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mayfly.gateway.Await;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class CpuLimitTest {

  private static final int MANY = 101;

  private final Queue<String> began = new ConcurrentLinkedQueue<>();

  @Test
  void soManyAreUnderWayAndOneMoreWaits() throws Exception {
    CpuLimit turns = new CpuLimit(() -> MANY, 2);
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> threads =
        List.of(
            thread(turns, "first", () -> meet(both, end)),
            thread(turns, "second", () -> meet(both, end)));
    assertThat(both.await(20, SECONDS)).isTrue();

    Thread third = thread(turns, "third", () -> {});
    awaitWaiting(third);
    assertThat(began).doesNotContain("third");
    end.countDown();

    third.join();
    for (Thread each : threads) {
      each.join();
    }
    assertThat(began).containsExactlyInAnyOrder("first", "second", "third");
  }

  @Test
  void nobodyOvertakesThoseWhoWait() throws Exception {
    CpuLimit turns = new CpuLimit(() -> MANY, 1);
    for (int round = 0; round < 20; round++) {
      began.clear();
      Thread waits =
          turns.during(
              () -> {
                Thread thread = thread(turns, "waited", () -> {});
                assertThatCode(() -> awaitWaiting(thread)).doesNotThrowAnyException();
                return thread;
              });
      turns.during(() -> began.add("came later"));
      waits.join();
      assertThat(began).containsExactly("waited", "came later");
    }
  }

  @Test
  void nobodyWaitsWhileFewAreInHand() {
    CpuLimit turns = new CpuLimit(() -> MANY - 1, 1);
    assertThat(turns.<String>during(() -> turns.during(() -> "both at once")))
        .isEqualTo("both at once");
  }

  @Test
  void whatFailsGivesItsTurnBack() {
    CpuLimit turns = new CpuLimit(() -> MANY, 1);
    for (int i = 0; i < 2; i++) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  turns.during(
                      () -> {
                        throw new IllegalStateException("a defect");
                      }));
    }
  }

  private Thread thread(CpuLimit turns, String name, Runnable work) {
    Thread thread =
        new Thread(
            () ->
                turns.during(
                    () -> {
                      began.add(name);
                      work.run();
                      return name;
                    }),
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void meet(CountDownLatch both, CountDownLatch end) {
    both.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitWaiting(Thread thread) throws Exception {
    Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
  }
}
