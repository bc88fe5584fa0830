package dev.mayfly.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardProxyTest {

  private static final String ADDRESS = "http://proxy.example:3128";

  private static String way(Map<String, String> environment, String to) {
    Proxy proxy = ForwardProxy.of(environment).orElseThrow().select(URI.create(to)).get(0);
    return proxy.type() == Proxy.Type.DIRECT ? "direct" : proxy.address().toString();
  }

  @Test
  void eachSchemeHasTheProxyOfItsOwnVariableAndSmallLettersWin() {
    Map<String, String> environment =
        Map.of("https_proxy", ADDRESS, "HTTPS_PROXY", "http://other:1", "HTTP_PROXY", "plain:81");

    assertThat(way(environment, "https://github.com")).contains("proxy.example").endsWith(":3128");
    assertThat(way(environment, "http://github.com")).contains("plain").endsWith(":81");
    assertThat(way(environment, "socket://github.com:22")).isEqualTo("direct");
  }

  @Test
  void withoutVariablesNothingIsChanged() {
    assertThat(ForwardProxy.of(Map.of("HTTPS_PROXY", " ", "NO_PROXY", "a"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://forge.acme.example",
        "https://FORGE.ACME.EXAMPLE:8443",
        "https://acme.example",
        "https://only.example:8443",
        "https://10.1.2.3",
        "https://[fd00::1]",
        "https://localhost:7233",
        "https://127.0.0.1",
        "https://[::1]:1",
        "https://169.254.169.254/metadata"
      })
  void whatNoProxyNamesAndThisMachineAreReachedDirectly(String to) {
    Map<String, String> environment =
        Map.of(
            "HTTPS_PROXY",
            ADDRESS,
            "NO_PROXY",
            ".acme.example, acme.example only.example:8443,10.1.2.3,fd00::1");

    assertThat(way(environment, to)).isEqualTo("direct");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://notacme.example",
        "https://only.example",
        "https://10.1.2.30",
        "https://127.example.com",
        "https://169.254.example.com"
      })
  void nothingElseIsReachedDirectly(String to) {
    Map<String, String> environment =
        Map.of("HTTPS_PROXY", ADDRESS, "NO_PROXY", "acme.example,only.example:8443,10.1.2.3");

    assertThat(way(environment, to)).endsWith(":3128");
  }

  @Test
  void aStarMeansNoProxyAtAll() {
    assertThat(way(Map.of("HTTPS_PROXY", ADDRESS, "NO_PROXY", "*"), "https://github.com"))
        .isEqualTo("direct");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://proxy.example:3128",
        "socks5://proxy.example",
        "http://user:pr1vate@host@proxy.example",
        "http://user:pr1vate#1@proxy.example",
        "http://user:1#pr1vate@proxy.example",
        "http://proxy.example/pr1vate",
        "http://proxy.example?pr1vate",
        "http://user:pr1 vate@proxy.example"
      })
  void whatIsNoAddressOfAProxyIsRefusedAndNotPrinted(String value) {
    assertThatThrownBy(() -> ForwardProxy.of(Map.of("https_proxy", value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageStartingWith("HTTPS_PROXY is not the address of a proxy: expected http://")
        .hasMessageNotContaining("pr1vate");
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy.example:3128, '', proxy.example:3128",
    "proxy.example, '', proxy.example:80",
    "http://mayfly:a%40%3A@proxy.example:3128/, Basic bWF5Zmx5OmFAOg==, proxy.example:3128",
    "http://mayfly@proxy.example, Basic bWF5Zmx5Og==, proxy.example:80"
  })
  void userAndPasswordAreToldToTheProxyAndNeverPrinted(
      String value, String authorization, String shown) {
    ProxyAddress address = ProxyAddress.parse("HTTPS_PROXY", value);

    assertThat(address.authorization().orElse("")).isEqualTo(authorization);
    assertThat(address).hasToString(shown);
  }

  /** As curl's CURLOPT_NOPROXY has it, and Go's httpproxy: names are not looked up. */
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3/12, 10.15.0.1, true",
    "10.1.2.3/12, 10.16.0.1, false",
    "192.168.7.9/32, 192.168.7.9, true",
    "192.168.7.9/32, 192.168.7.8, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, github.example, false",
    "0.0.0.0/0, 2001:db8::1, false",
    "fd00::/8, [fd12:3456::1], true",
    "fd00::/8, [fe80::1], false",
    "10.0.0.0/8, 10.example, false"
  })
  void aRangeInNoProxyHoldsTheAddressesInIt(String noProxy, String host, boolean direct) {
    assertThat(Bypass.parse(noProxy).holds(host, 443)).isEqualTo(direct);
  }

  @Test
  void whatIsNeitherAHostNorARangeIsSaid() {
    assertThat(
            Bypass.parse("a.example,10.0.0.0/8,fd00::/8,10.0.0.0/33,10.0.0/8,b.example/x,::/x")
                .unreadable())
        .containsExactly("10.0.0.0/33", "10.0.0/8", "b.example/x", "::/x");
  }
}
