package dev.mayfly.gateway.source;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.google.common.net.InetAddresses;
import dev.mayfly.workflows.temporal.OneLine;
import java.math.BigInteger;
import java.net.InetAddress;

/**
 * A range of IPv4 or IPv6 addresses in CIDR notation. An IPv4 address that is written as an
 * IPv6-mapped one is the IPv4 address.
 *
 * @param network its first address.
 * @param prefix how many leading bits all its addresses share: 0 to 32, or to 128.
 */
public record AddressRange(InetAddress network, int prefix) {

  // IPv6 needs 43 characters.
  private static final int LONGEST = 60;

  /**
   * Reads {@code 192.30.252.0/22}, {@code 2a0a:a440::/29} or a single address; never resolves a
   * name.
   *
   * @throws IllegalArgumentException when it is none of them, or when bits behind the prefix are
   *     set, which is a slip rather than a range.
   */
  @JsonCreator
  public static AddressRange parse(String text) {
    String[] parts = text.strip().split("/", 2);
    // A zone (fe80::1%eth0) would be looked up among this machine's interfaces.
    if (parts[0].contains("%") || !InetAddresses.isInetAddress(parts[0])) {
      throw unreadable(text);
    }
    InetAddress network = InetAddresses.forString(parts[0]);
    int bits = network.getAddress().length * Byte.SIZE;
    if (parts.length == 1) {
      return new AddressRange(network, bits);
    }
    if (!parts[1].matches("[0-9]{1,3}") || Integer.parseInt(parts[1]) > bits) {
      throw unreadable(text);
    }
    int prefix = Integer.parseInt(parts[1]);
    if (number(network).getLowestSetBit() >= 0
        && number(network).getLowestSetBit() < bits - prefix) {
      throw new IllegalArgumentException(
          "\""
              + OneLine.of(text, LONGEST)
              + "\" has bits set behind its first "
              + prefix
              + "; is the prefix right?");
    }
    return new AddressRange(network, prefix);
  }

  /** Returns whether the address lies in this range; never true across IPv4 and IPv6. */
  public boolean contains(InetAddress address) {
    int bits = network.getAddress().length * Byte.SIZE;
    return address.getAddress().length == network.getAddress().length
        && number(address).xor(number(network)).bitLength() <= bits - prefix;
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "\""
            + OneLine.of(text, LONGEST)
            + "\" is no range of addresses such as 192.30.252.0/22 or 2a0a:a440::/29");
  }

  @Override
  public String toString() {
    return InetAddresses.toAddrString(network) + "/" + prefix;
  }
}
