package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mayfly.service.secret.Secret;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Only the right signature or secret makes a delivery. The input: a header's line, then a body. */
class VerifierFuzzTest {

  private static final String SECRET = "It's a Secret to Everybody";
  private static final String BEARER = "s3cret-of-the-pipeline";
  private static final SignatureVerifier SIGNED =
      new SignatureVerifier("github", List.of(Secret.of(SECRET)), () -> Instant.EPOCH);
  private static final BearerVerifier BORNE =
      new BearerVerifier("ado", List.of(Secret.of(BEARER)), () -> Instant.EPOCH);

  @FuzzTest
  void onlyTheRightOneVerifies(byte[] input) throws Exception {
    String text = new String(input, UTF_8);
    int end = text.indexOf('\n');
    String header = end < 0 ? text : text.substring(0, end);
    byte[] body = text.substring(end + 1).getBytes(UTF_8);

    signatures(header, body);
    bearers(header, body);
  }

  private static void signatures(String header, byte[] body) throws Exception {
    String right = sign(body);

    assertThat(SIGNED.verify(body, header, header).isPresent())
        .isEqualTo(header.toLowerCase(Locale.ROOT).equals(right) && header.startsWith("sha256="));
    assertThat(SIGNED.verify(body, right, header).orElseThrow().id()).matches("[A-Za-z0-9-]{1,64}");
    int digit = "sha256=".length() + body.length % 64;
    assertThat(SIGNED.verify(body, changed(right, digit), null)).isEmpty();
    assertThat(SIGNED.verify(body, right + header, null).isPresent()).isEqualTo(header.isEmpty());
    assertThat(SIGNED.verify(Arrays.copyOf(body, body.length + 1), right, null)).isEmpty();
    for (int bit = 0; body.length > 0 && bit < 8; bit++) {
      byte[] other = body.clone();
      other[body.length / 2] ^= (byte) (1 << bit);
      assertThat(SIGNED.verify(other, right, null)).isEmpty();
    }
  }

  private static void bearers(String header, byte[] body) {
    assertThat(BORNE.verify(body, header).isPresent())
        .isEqualTo(header.matches("(?i:bearer) +" + BEARER + " *"));
    assertThat(BORNE.verify(body, "Bearer " + BEARER).orElseThrow().id())
        .matches("body-[0-9a-f]{32}");
    assertThat(BORNE.verify(body, "Bearer " + BEARER + header).isPresent())
        .isEqualTo(header.matches(" *"));
  }

  private static String changed(String hex, int digit) {
    char other = hex.charAt(digit) == '0' ? '1' : '0';
    return hex.substring(0, digit) + other + hex.substring(digit + 1);
  }

  private static String sign(byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
  }
}
