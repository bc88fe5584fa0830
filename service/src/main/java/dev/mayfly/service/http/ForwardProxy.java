package dev.mayfly.service.http;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The forward proxies of this process, as {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code
 * NO_PROXY} name them, in small letters first, as GitHub's runner reads them. No client of ours
 * reads these by itself; all of them ask the JVM, so that is told. Rule gh-proxy-variables.
 */
public final class ForwardProxy extends ProxySelector {

  /** The header that a client of the JDK must be given by hand. */
  public static final String AUTHORIZATION = "Proxy-Authorization";

  private static final Logger log = LoggerFactory.getLogger(ForwardProxy.class);
  // Basic, by default, since a proxy is told it in clear.
  private static final String REFUSED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  private final Map<String, ProxyAddress> byScheme;
  private final Bypass direct;

  private ForwardProxy(Map<String, ProxyAddress> byScheme, Bypass direct) {
    this.byScheme = byScheme;
    this.direct = direct;
  }

  /**
   * Has all clients of this process go through the environment's proxies, unless the JVM was told
   * of others ({@code -Dhttps.proxyHost}). To be called before there is a client.
   *
   * @throws IllegalArgumentException when a variable holds no proxy's address.
   */
  public static void use(Map<String, String> environment) {
    boolean toldOtherwise =
        Stream.of("https.proxyHost", "http.proxyHost")
            .anyMatch(name -> System.getProperty(name) != null);
    if (!toldOtherwise) {
      of(environment).ifPresent(ForwardProxy::use);
    }
  }

  private static void use(ForwardProxy proxy) {
    ProxySelector.setDefault(proxy);
    if (proxy.byScheme.values().stream().anyMatch(address -> address.signIn() != null)) {
      Authenticator.setDefault(proxy.new SignIn());
      System.setProperty(REFUSED_SCHEMES, System.getProperty(REFUSED_SCHEMES, ""));
    }
  }

  /** Returns the proxies that an environment names; empty when it names none. */
  static Optional<ForwardProxy> of(Map<String, String> environment) {
    Map<String, ProxyAddress> byScheme = new LinkedHashMap<>();
    for (String scheme : List.of("https", "http")) {
      String name = scheme + "_proxy";
      value(environment, name)
          .ifPresent(
              it -> byScheme.put(scheme, ProxyAddress.parse(name.toUpperCase(Locale.ROOT), it)));
    }
    Bypass direct = Bypass.parse(value(environment, "no_proxy").orElse(""));
    return Optional.of(new ForwardProxy(byScheme, direct)).filter(it -> !byScheme.isEmpty());
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .map(each -> environment.getOrDefault(each, "").strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /** Says in the log where requests go; no credential. */
  public static void tell() {
    if (ProxySelector.getDefault() instanceof ForwardProxy proxy) {
      log.info("requests to others go through a proxy: {}", proxy);
      proxy
          .direct
          .unreadable()
          .forEach(
              entry ->
                  log.warn(
                      "NO_PROXY has {}, which is neither a host nor a range of addresses and means"
                          + " nothing; write HOST, HOST:PORT or a range such as 10.0.0.0/8",
                      entry));
    }
  }

  /**
   * Returns what a request to this address has to tell the proxy on its way. A client of the JDK
   * that had an {@link Authenticator} would also take answers of services for it, and break off at
   * a 401 that names no scheme.
   */
  public static Optional<String> authorization(URI to) {
    return ProxySelector.getDefault() instanceof ForwardProxy proxy
        ? proxy.towards(to).flatMap(ProxyAddress::authorization)
        : Optional.empty();
  }

  private Optional<ProxyAddress> towards(URI to) {
    String scheme = requireNonNullElse(to.getScheme(), "").toLowerCase(Locale.ROOT);
    int port = to.getPort() >= 0 ? to.getPort() : scheme.equals("https") ? 443 : 80;
    return Optional.ofNullable(byScheme.get(scheme))
        .filter(address -> to.getHost() != null && !direct.holds(to.getHost(), port));
  }

  @Override
  public List<Proxy> select(URI to) {
    return List.of(towards(to).map(ProxyAddress::proxy).orElse(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI to, SocketAddress proxy, IOException failure) {
    // Told by the client; there is no other proxy to try.
  }

  @Override
  public String toString() {
    return byScheme + (direct.entries().isEmpty() ? "" : ", none for " + direct);
  }

  /** Says to these proxies, and to nobody else, who asks; for Temporal's client. */
  private final class SignIn extends Authenticator {

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      for (ProxyAddress it : byScheme.values()) {
        boolean asks = it.host().equals(getRequestingHost()) && it.port() == getRequestingPort();
        if (asks && it.signIn() != null && getRequestorType() == RequestorType.PROXY) {
          return it.signIn();
        }
      }
      return null;
    }
  }
}
