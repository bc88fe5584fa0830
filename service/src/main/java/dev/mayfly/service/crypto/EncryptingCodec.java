package dev.mayfly.service.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.EncodingKeys;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.codec.PayloadCodecException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Encrypts whole payloads, their metadata included, and says beside the ciphertext only which key
 * opens it. What it did not encrypt passes: histories from before it was switched on stay readable.
 * Without a key it encrypts nothing, and still names the key that it would need.
 */
public final class EncryptingCodec implements PayloadCodec {

  /** The encoding of what it encrypts. */
  public static final ByteString ENCODING = ByteString.copyFromUtf8("binary/mayfly-encrypted");

  private static final String KEY_ID = "encryption-key-id";
  // Tells payloads from anything else that one key may have sealed.
  private static final byte[] BOUND = "temporal payload".getBytes(UTF_8);

  private static final int MOST_TOLD = 10;

  private final KeyRing keys;
  private final Set<String> unopened = ConcurrentHashMap.newKeySet();

  public EncryptingCodec(KeyRing keys) {
    this.keys = keys;
  }

  /** Returns, for people, why some of what it was to open stayed shut; empty while all opened. */
  Set<String> unopened() {
    return new TreeSet<>(unopened);
  }

  /** Returns whether this payload is encrypted by a codec of this kind. */
  public static boolean isEncrypted(Payload payload) {
    return ENCODING.equals(payload.getMetadataOrDefault(EncodingKeys.METADATA_ENCODING_KEY, null));
  }

  @Override
  public List<Payload> encode(List<Payload> payloads) {
    return keys.isEmpty() ? payloads : payloads.stream().map(this::encrypted).toList();
  }

  /**
   * @throws PayloadCodecException when a key is missing or is another one; the message names its
   *     id.
   */
  @Override
  public List<Payload> decode(List<Payload> payloads) {
    return payloads.stream().map(this::decrypted).toList();
  }

  private Payload encrypted(Payload payload) {
    return Payload.newBuilder()
        .putMetadata(EncodingKeys.METADATA_ENCODING_KEY, ENCODING)
        .putMetadata(KEY_ID, ByteString.copyFromUtf8(keys.sealingKeyId()))
        .setData(ByteString.copyFrom(keys.seal(payload.toByteArray(), BOUND)))
        .build();
  }

  private Payload decrypted(Payload payload) {
    if (!isEncrypted(payload)) {
      return payload;
    }
    String keyId = payload.getMetadataOrDefault(KEY_ID, ByteString.EMPTY).toStringUtf8();
    try {
      return Payload.parseFrom(keys.open(keyId, payload.getData().toByteArray(), BOUND));
    } catch (KeyException e) {
      String why = e.getMessage() + ": see temporal.encryptionKeys";
      if (unopened.size() < MOST_TOLD) {
        unopened.add(why);
      }
      throw new PayloadCodecException(why, e);
    } catch (InvalidProtocolBufferException e) {
      throw new PayloadCodecException("encryption key " + keyId + " opened what is no payload", e);
    }
  }
}
