package dev.mayfly.service.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.dropwizard.logging.common.AbstractAppenderFactory;
import io.dropwizard.logging.common.AppenderFactory;
import io.dropwizard.logging.common.DefaultLoggingFactory;
import io.dropwizard.logging.common.filter.FilterFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The format and the levels of the log where a configuration says nothing else. */
final class LogDefaults {

  // Messages and values may hold what a stranger wrote: no line of the log can be forged by them.
  private static final String LOG_FORMAT =
      "%-5level [%d{ISO8601,UTC}] %logger{30}: %replace(%msg %kvp %mdc){'[\\x00-\\x1f\\x7f]+', ' '}"
          + "%n%dwREx";

  // They add a stack trace to what the end of a command, the worker's line of a failed step, and
  // while Temporal is away its health check say.
  private static final List<String> TOLD_OTHERWISE =
      List.of(
          "io.dropwizard.core.cli.ServerCommand",
          "io.temporal.internal.activity.ActivityTaskExecutors",
          "io.temporal.internal.activity.HeartbeatContextImpl");

  private LogDefaults() {}

  /**
   * Gives a configuration's logging our format and quiet libraries, where it says nothing else; and
   * {@link WireLogs}, whatever it says.
   */
  static void quieten(StrictConfiguration configuration) {
    if (configuration.getLoggingFactory() instanceof DefaultLoggingFactory logging) {
      Map<String, JsonNode> loggers = new HashMap<>(logging.getLoggers());
      List.of("io.grpc", "io.temporal")
          .forEach(name -> loggers.putIfAbsent(name, TextNode.valueOf("WARN")));
      TOLD_OTHERWISE.forEach(
          name -> loggers.putIfAbsent(name, TextNode.valueOf(Level.OFF.levelStr)));
      WireLogs.limit(loggers);
      logging.setLoggers(loggers);
      logging.getAppenders().forEach(LogDefaults::quieten);
    }
  }

  private static void quieten(AppenderFactory<ILoggingEvent> appender) {
    if (appender instanceof AbstractAppenderFactory<ILoggingEvent> its) {
      if (its.getLogFormat() == null) {
        its.setLogFormat(LOG_FORMAT);
      }
      List<FilterFactory<ILoggingEvent>> filters = new ArrayList<>(its.getFilterFactories());
      filters.add(WireLogs::new);
      its.setFilterFactories(filters);
    }
  }
}
