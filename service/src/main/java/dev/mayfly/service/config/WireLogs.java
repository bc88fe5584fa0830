package dev.mayfly.service.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/**
 * Keeps libraries from logging what goes over the wire, credentials included, whatever level the
 * operator gives them: in the file, where these levels win, or while the service runs, when the
 * filter does.
 */
final class WireLogs extends Filter<ILoggingEvent> {

  // From which level on each may speak.
  private static final Map<String, Level> LIMITS =
      Map.of(
          // Every header of every request, a pipeline's bearer secret among them.
          "org.eclipse.jetty",
          Level.INFO,
          // The headers of every call, Temporal's API key among them.
          "io.grpc.netty",
          Level.INFO,
          // Headers of the JDK's clients, where their own switches are on: at INFO.
          "jdk.httpclient",
          Level.WARN,
          "jdk.internal.httpclient",
          Level.WARN,
          "sun.net.www",
          Level.WARN,
          // A token's answer that they cannot read is quoted, with the token, as an error.
          "com.azure",
          Level.OFF,
          "com.microsoft.aad.msal4j",
          Level.OFF);

  /** Sets their levels, too, since much that is thrown away costs much. */
  static void limit(Map<String, JsonNode> loggers) {
    loggers.keySet().removeIf(name -> LIMITS.keySet().stream().anyMatch(it -> isBelow(name, it)));
    LIMITS.forEach((name, level) -> loggers.put(name, TextNode.valueOf(level.levelStr)));
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    return LIMITS.entrySet().stream()
            .filter(it -> isBelow(event.getLoggerName(), it.getKey()))
            .allMatch(it -> event.getLevel().isGreaterOrEqual(it.getValue()))
        ? FilterReply.NEUTRAL
        : FilterReply.DENY;
  }

  private static boolean isBelow(String logger, String name) {
    return logger.startsWith(name)
        && (logger.length() == name.length() || logger.charAt(name.length()) == '.');
  }
}
