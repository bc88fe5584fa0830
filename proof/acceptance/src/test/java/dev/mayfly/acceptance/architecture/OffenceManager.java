package dev.mayfly.acceptance.architecture;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Breaks what it can. */
final class OffenceManager {

  record Letter(String text, List<Date> dates) {}

  static int count;

  private static final Logger log = LoggerFactory.getLogger(OffenceManager.class);

  Letter carry(@Nullable Object anything) throws InterruptedException {
    Thread.sleep(1);
    log.info("{} {}", System.nanoTime(), UUID.randomUUID());
    log.info("{} {} {}", Instant.now(), Clock.systemUTC(), InstantSource.system());
    return new Letter(String.valueOf(anything), List.of());
  }
}
