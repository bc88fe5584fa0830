package dev.mayfly.gateway.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.net.InetAddresses;
import dev.mayfly.gateway.delivery.Fuzzed;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** A stranger's X-Forwarded-For moves nothing, and a range is a range or refused. */
class AddressFuzzTest {

  private static final InetAddress STRANGER = InetAddresses.forString("203.0.113.9");
  private static final ClientAddress CLIENTS =
      new ClientAddress(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")));

  @FuzzTest
  void cannotBeSpoofed(byte[] input) {
    String text = new String(input, UTF_8);

    assertThat(CLIENTS.of("203.0.113.9", text)).contains(STRANGER);
    assertThat(CLIENTS.of("10.0.0.1", text + ", 203.0.113.9")).contains(STRANGER);
    assertThat(CLIENTS.of("fd00::1", text + ",203.0.113.9:4711, 10.2.3.4")).contains(STRANGER);
    assertThat(CLIENTS.of("10.0.0.1", text)).isEqualTo(CLIENTS.of("10.0.0.1", "," + text + ","));
    range(text);
  }

  private static void range(String text) {
    AddressRange range;
    try {
      range = AddressRange.parse(text);
    } catch (IllegalArgumentException refused) {
      Fuzzed.isOneBoundedLine(String.valueOf(refused.getMessage()));
      return;
    }
    assertThat(AddressRange.parse(range.toString())).isEqualTo(range);
    assertThat(range.contains(range.network())).isTrue();
    assertThat(range.prefix()).isBetween(0, range.network().getAddress().length * 8);
    assertThat(range.contains(other(range))).isEqualTo(range.prefix() == 0);
  }

  /** The address that differs from the range's in its first bit. */
  private static InetAddress other(AddressRange range) {
    byte[] bytes = range.network().getAddress();
    bytes[0] ^= (byte) 0x80;
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
