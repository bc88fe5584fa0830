package dev.mayfly.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

  private final ClientAddress clients =
      new ClientAddress(List.of(AddressRange.parse("10.0.0.0/24"), AddressRange.parse("fd00::/8")));

  @ParameterizedTest
  @CsvSource({
    "no header: the connection,        192.30.252.1, '',                               "
        + " 192.30.252.1",
    "one proxy,                        10.0.0.4,     192.30.252.1,                     "
        + " 192.30.252.1",
    "two proxies,                      10.0.0.4,     '192.30.252.1, 10.0.0.9',         "
        + " 192.30.252.1",
    "IPv6 all the way,                 fd00::1,      2a0a:a440::1,                     "
        + " 2a0a:a440::1",
    "a port behind the address,        10.0.0.4,     192.30.252.1:51234,               "
        + " 192.30.252.1",
    "a port behind an IPv6 address,    10.0.0.4,     [2a0a:a440::1]:51234,             "
        + " 2a0a:a440::1",
    "proxies only,                     10.0.0.4,     '10.0.0.8, 10.0.0.9',              10.0.0.8",
    "the proxy itself is the caller,   10.0.0.4,     '',                                10.0.0.4",
    "a zone behind a link-local one,   fe80::1%eth0, '',                                fe80::1",
    "written by the caller itself,       6.6.6.6,  192.30.252.1,                     6.6.6.6",
    "written before our proxy's entry,   10.0.0.4, '192.30.252.1, 6.6.6.6',          6.6.6.6",
    "a false proxy before the entry,     10.0.0.4, '192.30.252.1, 10.0.0.9, 6.6.6.6', 6.6.6.6",
    "garbage before the entry,           10.0.0.4, 'x; DROP, 6.6.6.6',               6.6.6.6"
  })
  void findsTheCallerBehindOurProxiesWhoCannotBeSpoofed(
      String why, String connection, String header, String client) {
    assertThat(clients.of(connection, header)).as(why).contains(InetAddresses.forString(client));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "_hidden", "github.com", "192.30.252.1:x", "1.2.3.4.5"})
  void isUnknownWhereOurProxyPassedOnNoAddress(String header) {
    assertThat(clients.of("10.0.0.4", header)).isEmpty();
  }

  @Test
  void believesNoHeaderWhenNoProxyIsTrusted() {
    assertThat(new ClientAddress(List.of()).of("10.0.0.4", "192.30.252.1"))
        .contains(InetAddresses.forString("10.0.0.4"));
  }
}
