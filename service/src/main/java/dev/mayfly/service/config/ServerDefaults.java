package dev.mayfly.service.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** The defaults of {@code server} in a service's file. */
final class ServerDefaults {

  // A forge waits ten seconds for an answer. With what is stopped after it, it fits into
  // OrderlyExit.LIMIT.
  private static final String GRACE = "15s";
  // Each connection may need one while its body comes (ConnectionLimits); they are made on demand.
  private static final int MOST_THREADS = 2048;
  // Linux takes net.core.somaxconn (4096) where that is less. Java's 50 lose what comes in a burst.
  private static final int BACKLOG = 1024;
  // The smallest there is. Jetty remembers lines of heads in a table for each connection, which is
  // 50 KB with the usual 512 bytes, and saves nothing beside what a webhook costs.
  private static final String REMEMBERED_HEAD = "128 bytes";
  // Proxies that read a message otherwise than we do let requests be smuggled in.
  private static final String STRICT = "STRICT";

  private ServerDefaults() {}

  /** Adds what is missing to the tree of a file; what has another form stays as it is. */
  static void addTo(JsonNode tree) {
    if (!(tree instanceof ObjectNode file)) {
      return;
    }
    if (file.path("server").isMissingNode() || file.path("server").isNull()) {
      file.putObject("server");
    }
    if (file.path("server") instanceof ObjectNode server) {
      server.putIfAbsent("maxThreads", server.numberNode(MOST_THREADS));
      server.putIfAbsent("shutdownGracePeriod", TextNode.valueOf(GRACE));
      addConnectors(server);
    }
  }

  private static void addConnectors(ObjectNode server) {
    if (server.path("type").asText("default").equals("simple")) {
      tighten(List.of(server.path("connector")));
      return;
    }
    // As Dropwizard has them; named here, so that they too get our defaults.
    addConnector(server, "applicationConnectors", 8080);
    addConnector(server, "adminConnectors", 8081);
    tighten(server.path("applicationConnectors"));
    tighten(server.path("adminConnectors"));
  }

  private static void addConnector(ObjectNode server, String key, int port) {
    if (server.path(key).isMissingNode() || server.path(key).isNull()) {
      server.putArray(key).addObject().put("type", "http").put("port", port);
    }
  }

  private static void tighten(Iterable<JsonNode> connectors) {
    for (JsonNode connector : connectors) {
      if (connector instanceof ObjectNode it) {
        it.putIfAbsent("httpCompliance", TextNode.valueOf(STRICT));
        it.putIfAbsent("headerCacheSize", TextNode.valueOf(REMEMBERED_HEAD));
        it.putIfAbsent("acceptQueueSize", it.numberNode(BACKLOG));
      }
    }
  }
}
