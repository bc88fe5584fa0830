package dev.mayfly.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.net.InetAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @Test
  void aZoneIsNotLookedUpAndWhatIsRefusedIsQuotedInOneLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRange.parse("::%x\f,10.0.0.1"))
        .withMessageContaining("\"::%x ,10.0.0.1\" is no range");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRange.parse("10.0.0.1\n".repeat(100)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).doesNotContain("\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "192.30.252.0/22, 192.30.252.0, true",
    "192.30.252.0/22, 192.30.255.255, true",
    "192.30.252.0/22, 192.30.251.255, false",
    "192.30.252.0/22, 193.30.252.0, false",
    "192.30.252.0/22, ::ffff:192.30.253.7, true",
    "192.30.252.0/22, 2a0a:a440::1, false",
    "2a0a:a440::/29, 2a0a:a447:ffff::1, true",
    "2a0a:a440::/29, 2a0a:a448::, false",
    "2a0a:a440::/29, 192.30.252.0, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "::1, ::1, true",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::, false",
    "::/0, ffff::, true",
    "128.0.0.0/1, 200.0.0.1, true",
    "128.0.0.0/1, 127.255.255.255, false"
  })
  void containsExactlyTheAddressesThatShareItsPrefix(String range, String address, boolean inside) {
    assertThat(AddressRange.parse(range).contains(InetAddresses.forString(address)))
        .isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "github.com",
        "10.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "2a0a::/129",
        "0x0a.0.0.0/8"
      })
  void refusesWhatIsNoRange(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRange.parse(text))
        .withMessageContaining("is no range of addresses such as");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3/24", "2a0a:a440::1/29"})
  void refusesARangeWithBitsBehindItsPrefix(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRange.parse(text))
        .withMessageContaining("has bits set behind its first");
  }
}
