package dev.mayfly.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.module.blackbird.BlackbirdModule;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.jackson.Jackson;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The mapper that reads a service's file, beside Dropwizard's own. */
class PlainMapperTest {

  private static final ObjectMapper PLAIN = PlainMapper.like(Jackson.newObjectMapper());

  private record Told(Optional<String> word, boolean isKnown) {}

  @Test
  void blackbirdIsLeftOut() {
    assertThat(Jackson.newObjectMapper().getRegisteredModuleIds())
        .contains(new BlackbirdModule().getTypeId());
    assertThat(PLAIN.getRegisteredModuleIds()).doesNotContain(new BlackbirdModule().getTypeId());
  }

  @Test
  void dropwizardsTypesAndOursAreRead() throws Exception {
    assertThat(
            PLAIN.readValue(
                "{\"type\": \"default\", \"shutdownGracePeriod\": \"3 s\"}", ServerFactory.class))
        .isInstanceOf(DefaultServerFactory.class);
    assertThat(PLAIN.readValue("{\"word\": \"yes\", \"isKnown\": true, \"more\": 1}", Told.class))
        .isEqualTo(new Told(Optional.of("yes"), true));
  }
}
