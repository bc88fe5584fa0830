package dev.mayfly.worker.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mayfly.workflows.fleet.Pool;
import io.dropwizard.jackson.Jackson;

/** A pool as it is configured. */
public final class YamlPool {

  private static final String COMMON =
      "name: %1$s\nbatchPool: %1$s-pool\nlabels: [self-hosted, Linux]\nimage: runner:1\n";

  private YamlPool() {}

  /**
   * @param keys beside its name, labels, Batch pool and image.
   */
  static Pool with(String keys) {
    return named("limited", keys);
  }

  /** As above, of that name. */
  public static Pool named(String name, String keys) {
    return of(COMMON.formatted(name) + keys);
  }

  /**
   * @param keys all of them.
   */
  public static Pool of(String keys) {
    try {
      return Jackson.newObjectMapper(new YAMLFactory()).readValue(keys, Pool.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(keys, e);
    }
  }
}
