package dev.mayfly.workflows.temporal;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_DEFAULT;
import static com.fasterxml.jackson.annotation.JsonInclude.Include.USE_DEFAULTS;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/**
 * The JSON of payloads: a field that a newer release has added is left out by an older one. What is
 * absent or false is not written, and durations are texts such as {@code PT30M}: each life keeps
 * every byte of its own, and both are read as before (ADR 33).
 */
public final class PayloadJson {

  private PayloadJson() {}

  public static DataConverter converter() {
    return DefaultDataConverter.newDefaultInstance()
        .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(mapper()));
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JacksonJsonPayloadConverter.newDefaultObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    JsonInclude.Value unlessFalse = JsonInclude.Value.construct(NON_DEFAULT, USE_DEFAULTS);
    mapper.configOverride(boolean.class).setIncludeAsProperty(unlessFalse);
    return mapper;
  }
}
