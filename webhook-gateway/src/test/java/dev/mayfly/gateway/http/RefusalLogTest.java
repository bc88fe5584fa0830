package dev.mayfly.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mayfly.gateway.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated("all classes of a JVM share a log")
class RefusalLogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final ManualTicker ticker = new ManualTicker();
  private final RefusalLog log = new RefusalLog(ticker);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
  }

  @Test
  void aWrongSignatureIsAWarningOnceAMinute() {
    log.note(Refusals.signature("github", "sha256=0"));
    log.note(Refusals.signature("github", "sha256=1"));
    assertThat(lines.list).hasSize(1);

    ticker.advance(Duration.ofMinutes(1));
    log.note(Refusals.signature("github", "sha256=2"));

    assertThat(lines.list).hasSize(2).allMatch(line -> line.getLevel().equals(Level.WARN));
    assertThat(lines.list.get(1).getFormattedMessage())
        .contains("the signature is not right", "secrets.github");
    assertThat(lines.list.get(1).getKeyValuePairs().toString()).contains("refusedSinceStart=\"3\"");
  }
}
