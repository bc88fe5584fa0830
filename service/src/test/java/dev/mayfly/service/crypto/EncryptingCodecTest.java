package dev.mayfly.service.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.mayfly.workflows.temporal.OperatorRequest;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.failure.v1.Failure;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.RawValue;
import io.temporal.failure.ApplicationFailure;
import io.temporal.payload.codec.PayloadCodecException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncryptingCodecTest {

  private static final String OLD = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final String NEW = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
  private static final Payload CLEAR =
      DefaultDataConverter.STANDARD_INSTANCE.toPayload("acme/app").orElseThrow();

  private final EncryptingCodec old = codec(Map.of("old", OLD));

  private static EncryptingCodec codec(Map<String, String> keys) {
    return new EncryptingCodec(ring(keys));
  }

  private static KeyRing ring(Map<String, String> keys) {
    return new KeyRing("encryption key", keys);
  }

  private static Payload only(List<Payload> payloads) {
    assertThat(payloads).hasSize(1);
    return payloads.get(0);
  }

  private static String bytes(com.google.protobuf.MessageLite message) {
    return message.toByteString().toString(java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Test
  void aPayloadIsClearOnlyToWhoHasTheKey() {
    Payload encrypted = only(old.encode(List.of(CLEAR)));

    assertThat(bytes(encrypted)).doesNotContain("acme").doesNotContain("json/plain");
    assertThat(only(old.decode(List.of(encrypted)))).isEqualTo(CLEAR);
    assertThat(old.encode(List.of(CLEAR))).doesNotContain(encrypted);
  }

  /** As the guard of messages takes them, before it knows what they are to be. */
  @Test
  void whatIsTakenUnreadIsDecryptedAllTheSame() {
    DataConverter converter = PayloadEncryption.converter(ring(Map.of("old", OLD)));
    Class<?>[] unread = {RawValue.class};

    Object[] taken = converter.fromPayloads(converter.toPayloads("acme/app"), unread, unread);

    assertThat(taken).containsExactly(new RawValue(CLEAR));
  }

  /** Gateways and workers are upgraded one after the other. */
  @Test
  void aFieldThatANewerReleaseAddedIsLeftOut() {
    DataConverter converter = PayloadEncryption.converter(ring(Map.of()));
    Payload newer =
        converter.toPayload(Map.of("by", "ada", "reason", "r", "since", "1.1")).orElseThrow();

    assertThat(converter.fromPayload(newer, OperatorRequest.class, OperatorRequest.class))
        .isEqualTo(OperatorRequest.of("ada", "r"));
  }

  @Test
  void encryptsWithTheFirstKeyAndStillOpensWithTheOthers() {
    Payload before = only(old.encode(List.of(CLEAR)));
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("new", NEW);
    keys.put("old", OLD);
    EncryptingCodec rotated = codec(keys);

    assertThat(only(rotated.decode(List.of(before)))).isEqualTo(CLEAR);
    assertThat(only(codec(Map.of("new", NEW)).decode(rotated.encode(List.of(CLEAR)))))
        .isEqualTo(CLEAR);
  }

  @Test
  void aMissingOrWrongKeyIsNamed() {
    List<Payload> encrypted = old.encode(List.of(CLEAR));

    assertThatThrownBy(() -> codec(Map.of("new", NEW)).decode(encrypted))
        .isInstanceOf(PayloadCodecException.class)
        .hasMessage("encryption key old is not configured here: see temporal.encryptionKeys");
    assertThatThrownBy(() -> codec(Map.of()).decode(encrypted))
        .hasMessageContaining("encryption key old is not configured here");
    assertThatThrownBy(() -> codec(Map.of("old", NEW)).decode(encrypted))
        .hasMessageContaining("encryption key old does not open this");
  }

  @Test
  void whatWasChangedOrCutDoesNotOpen() {
    Payload encrypted = only(old.encode(List.of(CLEAR)));
    byte[] changed = encrypted.getData().toByteArray();
    changed[changed.length - 1] ^= 1;

    assertThatThrownBy(
            () ->
                old.decode(
                    List.of(encrypted.toBuilder().setData(ByteString.copyFrom(changed)).build())))
        .hasMessageContaining("does not open this");
    assertThatThrownBy(
            () -> old.decode(List.of(encrypted.toBuilder().setData(ByteString.EMPTY).build())))
        .hasMessageContaining("cut short");
  }

  @Test
  void whatWasNeverEncryptedPasses() {
    assertThat(old.decode(List.of(CLEAR))).containsExactly(CLEAR);
    assertThat(codec(Map.of()).encode(List.of(CLEAR))).containsExactly(CLEAR);
  }

  @Test
  void failuresAreEncryptedWithTheirStackTraces() {
    DataConverter converter = PayloadEncryption.converter(ring(Map.of("old", OLD)));
    RuntimeException failure =
        ApplicationFailure.newFailureWithCause(
            "no image for acme/app", "Type", new IllegalStateException("deeper acme/app"));

    Failure encoded = converter.exceptionToFailure(failure);

    assertThat(bytes(encoded)).doesNotContain("acme").doesNotContain("EncryptingCodecTest");
    assertThat(converter.failureToException(encoded))
        .hasMessageContaining("no image for acme/app")
        .hasStackTraceContaining("deeper acme/app");
  }

  @Test
  void sealedBytesOpenOnlyTogetherWithWhatTheyAreBoundTo() {
    KeyRing keys = ring(Map.of("a", OLD));
    byte[] sealed = keys.seal("text".getBytes(UTF_8), "one".getBytes(UTF_8));

    assertThat(keys.open("a", sealed, "one".getBytes(UTF_8))).isEqualTo("text".getBytes(UTF_8));
    assertThatThrownBy(() -> keys.open("a", sealed, "another".getBytes(UTF_8)))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("does not open this");
  }
}
