package dev.mayfly.service.http;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}. It has the addresses in it,
 * and no names: what a name means is asked by the proxy alone.
 *
 * @param bits how many of the address count.
 */
record AddressRange(InetAddress address, int bits) {

  /** Returns the range; empty where that is none. */
  static Optional<AddressRange> parse(String text) {
    String[] parts = text.split("/", 2);
    if (parts.length < 2 || !parts[1].matches("[0-9]{1,3}")) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(parts[1]);
    return address(parts[0])
        .filter(address -> bits <= address.getAddress().length * Byte.SIZE)
        .map(address -> new AddressRange(address, bits));
  }

  boolean holds(String host) {
    return address(host)
        .filter(it -> it.getClass() == address.getClass())
        .filter(it -> prefix(it).equals(prefix(address)))
        .isPresent();
  }

  private BigInteger prefix(InetAddress of) {
    byte[] all = of.getAddress();
    return new BigInteger(1, all).shiftRight(all.length * Byte.SIZE - bits);
  }

  /** Looks nothing up. */
  private static Optional<InetAddress> address(String text) {
    if (!text.matches("[0-9]+(\\.[0-9]+){3}|[0-9a-f:.]*:[0-9a-f:.]*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException noAddress) {
      return Optional.empty();
    }
  }
}
