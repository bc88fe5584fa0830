package dev.mayfly.service.config;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategy;
import com.fasterxml.jackson.datatype.guava.GuavaModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.dropwizard.jackson.FuzzyEnumModule;

/**
 * Dropwizard's mapper without Blackbird: classes that are written and compiled for each property
 * pay after thousands of values, and a service's file is read once.
 */
public final class PlainMapper {

  private PlainMapper() {}

  /**
   * Returns a new one.
   *
   * @param stock Dropwizard's own, whose subtypes it knows.
   */
  public static ObjectMapper like(ObjectMapper stock) {
    PropertyNamingStrategy names = stock.getPropertyNamingStrategy();
    return new ObjectMapper()
        .registerModules(
            new GuavaModule(),
            new FuzzyEnumModule(),
            new ParameterNamesModule(),
            new Jdk8Module(),
            new JavaTimeModule())
        .setPropertyNamingStrategy(names)
        .setSubtypeResolver(stock.getSubtypeResolver())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }
}
