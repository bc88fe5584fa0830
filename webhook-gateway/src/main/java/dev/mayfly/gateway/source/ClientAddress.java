package dev.mayfly.gateway.source;

import com.google.common.base.Splitter;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The address of the client when proxies of ours have passed its request on. Each proxy appends the
 * address that it was called from to {@code X-Forwarded-For}, so the list is read from its end and
 * only as long as the next address is a proxy of ours: what a stranger wrote at its beginning is
 * never reached.
 */
public final class ClientAddress {

  private static final Splitter HOPS = Splitter.on(',').trimResults().omitEmptyStrings();

  private final List<AddressRange> trustedProxies;

  public ClientAddress(List<AddressRange> trustedProxies) {
    this.trustedProxies = trustedProxies;
  }

  /** Empty when a proxy of ours passed on what is no address. */
  public Optional<InetAddress> of(String connection, String forwardedFor) {
    List<String> hops = HOPS.splitToList(forwardedFor);
    Optional<InetAddress> client = address(connection);
    for (int i = hops.size() - 1; i >= 0 && client.filter(this::isOurs).isPresent(); i--) {
      client = address(hops.get(i));
    }
    return client;
  }

  private boolean isOurs(InetAddress address) {
    return trustedProxies.stream().anyMatch(range -> range.contains(address));
  }

  // Azure's Application Gateway appends address:port; a link-local address may name its zone.
  private static Optional<InetAddress> address(String text) {
    String bare = text.replaceFirst("%.*", "");
    if (!InetAddresses.isInetAddress(bare)) {
      bare = host(bare);
    }
    return InetAddresses.isInetAddress(bare)
        ? Optional.of(InetAddresses.forString(bare))
        : Optional.empty();
  }

  private static String host(String text) {
    try {
      return HostAndPort.fromString(text).getHost();
    } catch (IllegalArgumentException noAddressAtAll) {
      return "";
    }
  }
}
