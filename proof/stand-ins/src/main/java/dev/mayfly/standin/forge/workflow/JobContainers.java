package dev.mayfly.standin.forge.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The containers that a job asks for, by {@code container} and {@code services}.
 *
 * @param image in which its steps run; absent: where the runner is.
 */
public record JobContainers(@Nullable String image, List<ServiceContainer> services) {

  /** Those of a job that asks for none. */
  public static final JobContainers NONE = new JobContainers(null, List.of());

  /**
   * A container beside the job's steps.
   *
   * @param name by which the job's container reaches it.
   * @param ports as {@code docker create --publish} takes them.
   */
  public record ServiceContainer(String name, String image, List<String> ports) {

    public ServiceContainer {
      ports = List.copyOf(ports);
    }
  }

  public JobContainers {
    services = List.copyOf(services);
  }

  static JobContainers of(JsonNode job) {
    List<ServiceContainer> services = new ArrayList<>();
    job.path("services")
        .properties()
        .forEach(service -> services.add(service(service.getKey(), service.getValue())));
    return new JobContainers(image(job.path("container")), services);
  }

  private static ServiceContainer service(String name, JsonNode service) {
    List<String> ports = new ArrayList<>();
    service.path("ports").forEach(port -> ports.add(port.asText()));
    return new ServiceContainer(name, service.path("image").asText(), ports);
  }

  private static @Nullable String image(JsonNode container) {
    return container.isTextual() ? container.asText() : container.path("image").textValue();
  }
}
