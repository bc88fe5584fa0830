package dev.mayfly.workflows.temporal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.RawValue;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Inputs that no sender of ours makes, as they are on the wire. */
enum Garbage {
  MISSING(null, ""),
  NO_VALUE("binary/null", ""),
  NULL("json/plain", "null"),
  NUMBER("json/plain", "-7"),
  TRUE("json/plain", "true"),
  TEXT("json/plain", "\"text\""),
  EMPTY_LIST("json/plain", "[]"),
  LIST_OF_NULL("json/plain", "[null]"),
  LIST_OF_OBJECTS("json/plain", "[{}]"),
  EMPTY_OBJECT("json/plain", "{}"),
  UNKNOWN_FIELD("json/plain", "{\"forced\": true}"),
  WRONG_FIELDS(
      "json/plain",
      """
      {"duration": "two hours", "jobId": "a job", "turn": 1, "at": "noon", "job": [], "id": {},
       "by": "ann", "cause": "a cause", "labels": null}"""),
  NULL_FIELDS(
      "json/plain",
      """
      {"jobId": null, "at": null, "delivery": null, "turn": null, "by": null, "cause": null,
       "id": null, "job": null, "force": "perhaps"}"""),
  NO_JSON("json/plain", "{duration"),
  DEEP("json/plain", "[".repeat(5_000)),
  BYTES("binary/plain", "bytes"),
  FOREIGN("binary/of-somebody", "bytes");

  /** The garbage that is a sound input after all, by the type of the input. */
  private static final Map<String, Set<Garbage>> SOUND =
      Map.of(
          "java.lang.String",
          Set.of(NUMBER, TRUE, TEXT),
          OperatorRequest.class.getName(),
          Set.of(EMPTY_OBJECT),
          "java.util.List",
          Set.of(EMPTY_LIST));

  private final @Nullable String encoding;
  private final String data;

  Garbage(@Nullable String encoding, String data) {
    this.encoding = encoding;
    this.data = data;
  }

  boolean isRefusedAs(String type) {
    return !SOUND.getOrDefault(type.replaceFirst("<.*", ""), Set.of()).contains(this);
  }

  Object[] arguments() {
    return encoding == null
        ? new Object[0]
        : new Object[] {
          new RawValue(
              Payload.newBuilder()
                  .putMetadata("encoding", ByteString.copyFromUtf8(encoding))
                  .setData(ByteString.copyFrom(data, UTF_8))
                  .build())
        };
  }
}
