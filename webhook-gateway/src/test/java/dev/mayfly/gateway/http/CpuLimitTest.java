package dev.mayfly.gateway.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
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
    CpuLimit limit = new CpuLimit(() -> MANY, 2);
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> threads =
        List.of(
            thread(limit, "first", () -> meet(both, end)),
            thread(limit, "second", () -> meet(both, end)));
    assertThat(both.await(60, SECONDS)).isTrue();

    Thread third = thread(limit, "third", () -> {});
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
  void noneOvertakesThoseThatWait() throws Exception {
    CpuLimit limit = new CpuLimit(() -> MANY, 1);
    for (int round = 0; round < 20; round++) {
      began.clear();
      Thread waits;
      Permit only = limit.acquire();
      try (only) {
        waits = thread(limit, "waited", () -> {});
        awaitWaiting(waits);
      }
      during(limit, () -> began.add("came later"));
      waits.join();
      assertThat(began).containsExactly("waited", "came later");
    }
  }

  @Test
  void noneWaitsWhileFewAreInFlight() {
    CpuLimit limit = new CpuLimit(() -> MANY - 1, 1);
    during(limit, () -> during(limit, () -> began.add("both at once")));
    assertThat(began).containsExactly("both at once");
  }

  @Test
  void whatFailsGivesItsPermitBack() {
    CpuLimit limit = new CpuLimit(() -> MANY, 1);
    for (int i = 0; i < 2; i++) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  during(
                      limit,
                      () -> {
                        throw new IllegalStateException("a defect");
                      }));
    }
  }

  private Thread thread(CpuLimit limit, String name, Runnable work) {
    Thread thread =
        new Thread(
            () ->
                during(
                    limit,
                    () -> {
                      began.add(name);
                      work.run();
                    }),
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void during(CpuLimit limit, Runnable work) {
    Permit permit = limit.acquire();
    try (permit) {
      work.run();
    }
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
