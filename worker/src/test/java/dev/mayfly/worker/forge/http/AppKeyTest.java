package dev.mayfly.worker.forge.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.worker.TestKeys;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AppKeyTest {

  private static final KeyPair KEY = TestKeys.ONE;

  static Stream<String> forms() {
    return Stream.of(
        TestKeys.pkcs1(KEY.getPrivate()),
        TestKeys.pkcs8(KEY.getPrivate()),
        TestKeys.pkcs1(KEY.getPrivate()).replace("\n", "\\n"),
        TestKeys.pkcs1(KEY.getPrivate()).replace("\n", "\r\n"));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void signsWhateverTheKeysForm(String pem) throws Exception {
    String[] parts = AppKey.ofPem(pem).jwt("{\"iss\":\"1\"}").split("\\.", -1);

    assertThat(parts).hasSize(3);
    assertThat(decoded(parts[0])).isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
    assertThat(decoded(parts[1])).isEqualTo("{\"iss\":\"1\"}");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(KEY.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
  }

  @Test
  void readsKeysOfOtherLengths() {
    KeyPair longer = TestKeys.generate("RSA", 3072);

    assertThat(AppKey.ofPem(TestKeys.pkcs1(longer.getPrivate())).jwt("{}"))
        .isEqualTo(AppKey.ofPem(TestKeys.pkcs8(longer.getPrivate())).jwt("{}"));
  }

  @Test
  void refusesWhatIsNoRsaKeyAndNeverShowsIt() {
    String secret = "czNjcmV0czNjcmV0czNjcmV0";
    for (String pem :
        new String[] {
          secret,
          "-----BEGIN RSA PRIVATE KEY-----\n" + secret + "\n-----END RSA PRIVATE KEY-----",
          "-----BEGIN PRIVATE KEY-----\n!" + secret + "\n-----END PRIVATE KEY-----",
          TestKeys.pkcs8(TestKeys.generate("EC", 256).getPrivate())
        }) {
      assertThatThrownBy(() -> AppKey.ofPem(pem))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("an App's private key must be")
          .hasNoCause()
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(secret));
    }
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), UTF_8);
  }
}
