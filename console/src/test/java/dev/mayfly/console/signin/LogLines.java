package dev.mayfly.console.signin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** The lines of all loggers and every level while a test listens. */
final class LogLines implements AutoCloseable {

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Level before = root().getLevel();

  LogLines() {
    lines.start();
    root().addAppender(lines);
    root().setLevel(Level.TRACE);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  String text() {
    List<ILoggingEvent> logged;
    // As its appending does.
    synchronized (lines) {
      logged = List.copyOf(lines.list);
    }
    return logged.stream()
        .map(it -> it.getFormattedMessage() + " " + it.getKeyValuePairs())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    root().setLevel(before);
    root().detachAppender(lines);
  }
}
