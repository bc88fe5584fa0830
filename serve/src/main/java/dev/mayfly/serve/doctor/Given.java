package dev.mayfly.serve.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mayfly.gateway.GatewayConfiguration;
import dev.mayfly.serve.ServeConfiguration;
import dev.mayfly.service.config.InvalidConfigurationException;
import dev.mayfly.service.config.ServiceConfiguration;
import dev.mayfly.service.config.StrictConfigurationFactory;
import dev.mayfly.worker.WorkerConfiguration;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import jakarta.validation.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The services' files as they were read.
 *
 * @param faults all that is wrong with any of them.
 * @param receiving those of which something listens for webhooks.
 * @param all of them, each with its logs.
 */
record Given(
    List<String> faults,
    Optional<GatewayConfiguration> gateway,
    Optional<WorkerConfiguration> worker,
    List<ServiceConfiguration> receiving,
    List<ServiceConfiguration> all) {

  private static final ObjectMapper MAPPER = Jackson.newObjectMapper();
  private static final Validator VALIDATOR = Validators.newValidator();

  /**
   * Reads the files, whichever service each is of.
   *
   * @throws IllegalArgumentException when there is no such file.
   */
  static Given read(List<String> files, Map<String, String> environment) {
    Reader reader = new Reader(environment);
    files.forEach(reader::read);
    return new Given(
        List.copyOf(reader.faults),
        last(reader.gateways),
        last(reader.workers),
        List.copyOf(reader.receiving),
        List.copyOf(reader.all));
  }

  private static <T> Optional<T> last(List<T> all) {
    return all.stream().reduce((first, second) -> second);
  }

  private static final class Reader {

    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();
    private final List<ServiceConfiguration> receiving = new ArrayList<>();
    private final List<ServiceConfiguration> all = new ArrayList<>();
    private final List<GatewayConfiguration> gateways = new ArrayList<>();
    private final List<WorkerConfiguration> workers = new ArrayList<>();

    private Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    private void read(String file) {
      JsonNode keys = keys(file);
      if (keys.has("gateway") || (keys.has("worker") && !keys.has("batch"))) {
        Optional<ServeConfiguration> both = read(ServeConfiguration.class, file);
        both.ifPresent(receiving::add);
        both.map(ServeConfiguration::gateway).ifPresent(gateways::add);
        both.map(ServeConfiguration::worker).ifPresent(workers::add);
      } else if (keys.has("secrets")) {
        Optional<GatewayConfiguration> one = read(GatewayConfiguration.class, file);
        one.ifPresent(receiving::add);
        one.ifPresent(gateways::add);
      } else {
        read(WorkerConfiguration.class, file).ifPresent(workers::add);
      }
    }

    private static JsonNode keys(String file) {
      try {
        return new YAMLMapper().readTree(Files.readString(Path.of(file)));
      } catch (JsonProcessingException noYaml) {
        return MAPPER.createObjectNode(); // It is told as the fault that it is.
      } catch (IOException e) {
        throw new IllegalArgumentException("cannot read the configuration " + file, e);
      }
    }

    private <C extends ServiceConfiguration> Optional<C> read(Class<C> type, String file) {
      try {
        C read =
            new StrictConfigurationFactory<>(type, VALIDATOR, MAPPER, environment::get)
                .build(new FileConfigurationSourceProvider(), file);
        all.add(read);
        return Optional.of(read);
      } catch (InvalidConfigurationException e) {
        String.valueOf(e.getMessage())
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("*"))
            .forEach(line -> faults.add(line.substring(1).strip()));
        return Optional.empty();
      }
    }
  }
}
