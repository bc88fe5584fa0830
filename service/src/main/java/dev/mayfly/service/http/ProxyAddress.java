package dev.mayfly.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a forward proxy is.
 *
 * @param signIn what it is told first; never printed. Absent: it asks for nothing.
 */
record ProxyAddress(String host, int port, @Nullable PasswordAuthentication signIn) {

  private static final int HTTP = 80;

  /**
   * Reads {@code http://HOST:PORT}, with {@code USER:PASSWORD@} before the host or not.
   *
   * @throws IllegalArgumentException for anything else; its message does not quote it.
   */
  static ProxyAddress parse(String variable, String value) {
    try {
      URI uri = new URI(value.contains("://") ? value : "http://" + value);
      boolean isAddress = uri.getHost() != null && (uri.getRawPath() + "/").matches("/{1,2}");
      if (isAddress && uri.getRawQuery() == null && uri.getRawFragment() == null) {
        return of(variable, uri);
      }
    } catch (URISyntaxException unreadable) {
      // Told below; the parser's message would quote it.
    }
    throw unusable(variable);
  }

  private static ProxyAddress of(String variable, URI uri) {
    if (!"http".equalsIgnoreCase(uri.getScheme())) {
      throw unusable(variable);
    }
    return new ProxyAddress(
        uri.getHost(), uri.getPort() < 0 ? HTTP : uri.getPort(), signIn(uri.getUserInfo()));
  }

  private static @Nullable PasswordAuthentication signIn(@Nullable String given) {
    if (given == null) {
      return null;
    }
    String[] parts = given.split(":", 2);
    return new PasswordAuthentication(
        parts[0], parts.length == 1 ? new char[0] : parts[1].toCharArray());
  }

  private static IllegalArgumentException unusable(String variable) {
    return new IllegalArgumentException(
        variable
            + " is not the address of a proxy: expected http://HOST:PORT, or"
            + " http://USER:PASSWORD@HOST:PORT with %40 for an @, %3A for a : and so on");
  }

  Proxy proxy() {
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port));
  }

  /** Returns the value of {@code Proxy-Authorization}; empty: the proxy asks for nothing. */
  Optional<String> authorization() {
    return Optional.ofNullable(signIn)
        .map(it -> it.getUserName() + ":" + new String(it.getPassword()))
        .map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
