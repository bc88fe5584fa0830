package dev.mayfly.workflows.temporal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import com.google.common.reflect.TypeToken;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.RawValue;
import io.temporal.failure.ApplicationFailure;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The input of workflows and of messages to them. Whatever has access to Temporal can have written
 * it: it is read as what it should be, or refused with a sentence.
 */
public final class UntrustedInput {

  // With the form behind it, as much as a line in the Web UI shows.
  private static final int LONGEST_CAUSE = 90;
  private static final DataConverter JSON = PayloadJson.converter();
  // People write these, and misspell a field.
  private static final DataConverter STRICT = DefaultDataConverter.STANDARD_INSTANCE;

  private UntrustedInput() {}

  /**
   * Reads the arguments of a message.
   *
   * @param message for people, such as {@code signal cancel}.
   * @param raw a {@link RawValue} for each; null where it is missing.
   * @throws ApplicationFailure that says what is wrong, of type {@link FailureType#REFUSED}.
   */
  public static @Nullable Object[] read(String message, @Nullable Object[] raw, Type[] types) {
    @Nullable Object[] read = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      read[i] = read(message, (RawValue) raw[i], types[i]);
    }
    return read;
  }

  private static @Nullable Object read(String message, @Nullable RawValue raw, Type type) {
    Object value = raw == null ? null : convert(message, raw, type);
    return demand(message, value, type);
  }

  private static @Nullable Object convert(String message, RawValue raw, Type type) {
    try {
      return (type == OperatorRequest.class ? STRICT : JSON)
          .fromPayload(raw.getPayload(), TypeToken.of(type).getRawType(), type);
    } catch (RuntimeException unreadable) {
      throw unreadable(message, unreadable, type);
    }
  }

  /** Returns the input of a workflow's start, which its constructor has been given. */
  public static <T> T demandStart(@Nullable T value, Class<?> type) {
    return requireNonNull(demand("the start of this workflow", value, type));
  }

  private static <T> @Nullable T demand(String message, @Nullable T value, Type type) {
    if (Objects.isNull(value)) {
      throw refusal(message + " has no input", type);
    }
    if (value instanceof Collection<?> all && all.stream().anyMatch(Objects::isNull)) {
      throw refusal(message + " has a null among its input", type);
    }
    return value;
  }

  /** Returns the refusal of what cannot be read. */
  static ApplicationFailure unreadable(String message, Throwable why, @Nullable Type type) {
    return refusal(message + " has an input that cannot be read (" + cause(why) + ")", type);
  }

  private static ApplicationFailure refusal(String what, @Nullable Type type) {
    return ApplicationFailure.newNonRetryableFailure(
        what + (type == null ? "" : ": it takes " + form(type)), FailureType.REFUSED);
  }

  private static String cause(Throwable why) {
    Throwable deepest = why;
    while (deepest.getCause() != null && !(deepest instanceof JsonProcessingException)) {
      deepest = deepest.getCause();
    }
    return OneLine.of(sentence(deepest), LONGEST_CAUSE);
  }

  private static String sentence(Throwable why) {
    if (why instanceof PropertyBindingException unknown) {
      return "there is no field " + unknown.getPropertyName();
    }
    return why instanceof JsonProcessingException json
        ? place(json) + json.getOriginalMessage()
        : String.valueOf(why.getMessage());
  }

  private static String place(JsonProcessingException json) {
    return json instanceof JsonMappingException at && !at.getPath().isEmpty()
        ? at.getPath().stream()
            .map(step -> String.valueOf(step.getFieldName()))
            .collect(Collectors.joining(".", "", ": "))
        : "";
  }

  private static String form(Type type) {
    Class<?> raw = TypeToken.of(type).getRawType();
    if (Collection.class.isAssignableFrom(raw)) {
      return "a list";
    }
    boolean isText =
        !raw.isRecord()
            || Arrays.stream(raw.getMethods())
                .anyMatch(m -> m.isAnnotationPresent(JsonValue.class));
    return isText
        ? "a text (" + raw.getSimpleName() + ")"
        : Arrays.stream(raw.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.joining(", ", "an object with ", ""));
  }
}
