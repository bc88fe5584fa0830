package dev.mayfly.standin.server;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.jersey.jdkhttp.JdkHttpHandlerContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/** A stand-in's HTTP server: Jersey resources on loopback, closed with everything it runs. */
public final class StandInServer implements AutoCloseable {

  private static final Logger PROVIDERS =
      Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

  static {
    // Without it every answer on a kept connection waits some 40 ms for a delayed ACK.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Of each resource that is registered as an instance it warns that this is no provider.
    PROVIDERS.setLevel(Level.SEVERE);
  }

  private final HttpServer server;
  private final RequestCounts counts;
  private final HandlingTime time = new HandlingTime();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private StandInServer(HttpServer server, RequestCounts counts) {
    this.server = server;
    this.counts = counts;
    server.setExecutor(threads);
  }

  /**
   * @param port 0 for a free one.
   * @param before what every request passes before it comes to the resources.
   * @throws IllegalArgumentException when the port cannot be had.
   */
  public static StandInServer start(int port, ResourceConfig resources, Filter... before) {
    RequestCounts counts = new RequestCounts();
    resources
        .property(ServerProperties.WADL_FEATURE_DISABLE, true)
        // What a resource needs is registered with it: nothing is looked for in all the jars.
        .property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
        .property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
        .register(counts)
        .register(new RequestCounts.Resource(counts));
    StandInServer standIn = new StandInServer(listen(port), counts);
    HttpHandler handler =
        ContainerFactory.createContainer(JdkHttpHandlerContainer.class, resources);
    List<Filter> filters = standIn.server.createContext("/", handler).getFilters();
    filters.add(standIn.time);
    filters.addAll(List.of(before));
    standIn.server.start();
    return standIn;
  }

  private static HttpServer listen(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      return HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot listen at "
              + address.getAddress().getHostAddress()
              + ":"
              + port
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** Its address without a slash at the end, as clients are configured with it. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * Returns how often each route has been asked for, whatever was answered: {@code GET
   * jobs/{job}/tasks/{task}}. The same over HTTP: {@code GET /_requests}.
   */
  public Map<String, Long> requests() {
    return counts.byRoute();
  }

  /** Returns how long it takes for a request: the median of the latest. */
  public Duration typical() {
    return time.typical();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
