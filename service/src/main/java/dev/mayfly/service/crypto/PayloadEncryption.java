package dev.mayfly.service.crypto;

import dev.mayfly.workflows.temporal.PayloadJson;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The converter of a Temporal client's data. */
public final class PayloadEncryption {

  private PayloadEncryption() {}

  /**
   * Encrypts everything that is kept as a payload, and the messages and stack traces of failures;
   * without a key nothing, but what is encrypted already is told by name.
   */
  public static DataConverter converter(KeyRing keys) {
    return new Encrypting(new EncryptingCodec(keys), !keys.isEmpty());
  }

  /** Returns whether this client encrypts what it sends. */
  public static boolean isOn(WorkflowClient client) {
    return of(client).map(it -> it.on).orElse(false);
  }

  /**
   * Returns, for people, which keys this client did not have when it was to open something: what
   * they encrypted stands still here.
   */
  public static Set<String> unopened(WorkflowClient client) {
    return of(client).map(it -> it.codec.unopened()).orElse(Set.of());
  }

  private static Optional<Encrypting> of(WorkflowClient client) {
    return client.getOptions().getDataConverter() instanceof Encrypting its
        ? Optional.of(its)
        : Optional.empty();
  }

  private static final class Encrypting extends CodecDataConverter {

    private final EncryptingCodec codec;
    private final boolean on;

    Encrypting(EncryptingCodec codec, boolean on) {
      super(PayloadJson.converter(), List.of(codec), on);
      this.codec = codec;
      this.on = on;
    }
  }
}
