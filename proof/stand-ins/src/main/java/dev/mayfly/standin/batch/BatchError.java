package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that is an error, in Batch's envelope. */
final class BatchError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  // Not part of the exception's serial form, which nobody uses.
  private final transient Map<String, String> values = new LinkedHashMap<>();

  BatchError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  BatchError with(String key, String value) {
    values.put(key, value);
    return this;
  }

  static BatchError invalid(String property, String reason) {
    return new BatchError(
            400,
            "InvalidPropertyValue",
            "The value provided for one of the properties in the request body is invalid.")
        .with("PropertyName", property)
        .with("Reason", reason);
  }

  /** Of a body that cannot be read at all. */
  static BatchError unreadable() {
    return new BatchError(
        400, "InvalidRequestBody", "The specified Request Body is not syntactically valid.");
  }

  static BatchError invalidParameter(String parameter, String reason) {
    return new BatchError(
            400,
            "InvalidQueryParameterValue",
            "Value for one of the query parameters specified in the request URI is invalid.")
        .with("QueryParameterName", parameter)
        .with("Reason", reason);
  }

  static BatchError missing(String property) {
    return new BatchError(
            400,
            "MissingRequiredProperty",
            "A required property was not specified in the request body.")
        .with("PropertyName", property);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  ObjectNode body(String metadata, String requestId) {
    ObjectNode body = Json.object();
    body.put(
        "odata.metadata",
        metadata + "Microsoft.Azure.Batch.Protocol.Entities.Container.errors/@Element");
    body.put("code", code);
    body.putObject("message")
        .put("lang", "en-US")
        .put(
            "value",
            getMessage() + "\nRequestId:" + requestId + "\nTime:" + Json.time(Instant.now()));
    if (!values.isEmpty()) {
      ArrayNode list = body.putArray("values");
      values.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
    }
    return body;
  }
}
