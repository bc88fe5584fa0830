package dev.mayfly.service.crypto;

import dev.mayfly.workflows.temporal.PayloadJson;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import java.util.List;

/** The converter of a Temporal client's data. */
public final class PayloadEncryption {

  private PayloadEncryption() {}

  /**
   * Encrypts everything that is kept as a payload, and the messages and stack traces of failures;
   * without a key nothing, but what is encrypted already is told by name.
   */
  public static DataConverter converter(KeyRing keys) {
    EncryptingCodec codec = new EncryptingCodec(keys);
    return keys.isEmpty()
        ? new CodecDataConverter(PayloadJson.converter(), List.of(codec))
        : new Encrypting(codec);
  }

  /** Returns whether this client encrypts what it sends. */
  public static boolean isOn(WorkflowClient client) {
    return client.getOptions().getDataConverter() instanceof Encrypting;
  }

  private static final class Encrypting extends CodecDataConverter {
    Encrypting(EncryptingCodec codec) {
      super(PayloadJson.converter(), List.of(codec), true);
    }
  }
}
