package dev.mayfly.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireLogsTest {

  @ParameterizedTest
  @CsvSource({
    "org.eclipse.jetty.http.HttpParser, DEBUG, DENY",
    "org.eclipse.jetty.server.Server, INFO, NEUTRAL",
    "org.eclipse.jettyish, DEBUG, NEUTRAL",
    "io.grpc.netty.shaded.io.grpc.netty.NettyClientHandler, DEBUG, DENY",
    "io.grpc.ChannelLogger, DEBUG, NEUTRAL",
    "jdk.httpclient.HttpClient, INFO, DENY",
    "sun.net.www.protocol.http.HttpURLConnection, DEBUG, DENY",
    "com.azure.identity.ClientSecretCredential, ERROR, DENY",
    "com.microsoft.aad.msal4j.HttpHelper, ERROR, DENY",
    "dev.mayfly.worker.forge.ForgeClient, TRACE, NEUTRAL",
    "ROOT, DEBUG, NEUTRAL"
  })
  void whatGoesOverTheWireIsLoggedAtNoLevel(String logger, String level, FilterReply reply) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerContext(new LoggerContext());
    event.setLoggerName(logger);
    event.setLevel(Level.valueOf(level));

    assertThat(new WireLogs().decide(event)).isEqualTo(reply);
  }

  @Test
  void noLevelOfAFileCountsForThem() {
    Map<String, JsonNode> loggers = new HashMap<>();
    for (String name : List.of("org.eclipse.jetty.http", "com.azure", "dev.mayfly")) {
      loggers.put(name, TextNode.valueOf("TRACE"));
    }

    WireLogs.limit(loggers);

    assertThat(loggers)
        .doesNotContainKey("org.eclipse.jetty.http")
        .containsEntry("org.eclipse.jetty", TextNode.valueOf("INFO"))
        .containsEntry("com.azure", TextNode.valueOf("OFF"))
        .containsEntry("dev.mayfly", TextNode.valueOf("TRACE"));
  }
}
