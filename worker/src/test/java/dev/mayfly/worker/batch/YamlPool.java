package dev.mayfly.worker.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mayfly.workflows.fleet.Pool;
import io.dropwizard.jackson.Jackson;

/** A pool as it is configured. */
final class YamlPool {

  private static final String COMMON =
      "labels: [self-hosted, Linux]\nbatchPool: limited-pool\nimage: runner:1\n";

  private YamlPool() {}

  /**
   * @param keys beside its name, labels, Batch pool and image.
   */
  static Pool with(String keys) {
    return named("limited", keys);
  }

  /** As above, of that name. */
  static Pool named(String name, String keys) {
    try {
      return Jackson.newObjectMapper(new YAMLFactory())
          .readValue("name: " + name + "\n" + COMMON + keys, Pool.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(keys, e);
    }
  }
}
