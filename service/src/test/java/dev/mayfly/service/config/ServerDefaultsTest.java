package dev.mayfly.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerDefaultsTest {

  @Test
  void aFileThatSaysNothingGetsAll() throws Exception {
    assertThat(with("{}"))
        .isEqualTo(
            json(
                "{server: {maxThreads: 2048, shutdownGracePeriod: 15s,"
                    + " applicationConnectors: [{type: http, port: 8080,"
                    + " httpCompliance: STRICT, headerCacheSize: 128 bytes,"
                    + " acceptQueueSize: 1024}],"
                    + " adminConnectors: [{type: http, port: 8081,"
                    + " httpCompliance: STRICT, headerCacheSize: 128 bytes,"
                    + " acceptQueueSize: 1024}]}}"));
  }

  @Test
  void whatAFileSaysStays() throws Exception {
    String said =
        "{server: {maxThreads: 9, shutdownGracePeriod: 1s, adminConnectors: [],"
            + " applicationConnectors: [{type: https, httpCompliance: RFC7230,"
            + " headerCacheSize: 1KiB, acceptQueueSize: 1}]}}";

    assertThat(with(said)).isEqualTo(json(said));
  }

  @Test
  void theSimpleServerHasOneConnector() throws Exception {
    JsonNode server = with("{server: {type: simple, connector: {type: http, port: 1}}}");

    assertThat(server.at("/server/connector/httpCompliance").asText()).isEqualTo("STRICT");
    assertThat(server.at("/server").has("applicationConnectors")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "3", "{server: 3}", "{server: []}"})
  void whatIsWrongIsLeftToBeReported(String said) throws Exception {
    assertThat(with(said)).isEqualTo(json(said));
  }

  private static JsonNode with(String yaml) throws Exception {
    JsonNode tree = json(yaml);
    ServerDefaults.addTo(tree);
    return tree;
  }

  private static JsonNode json(String yaml) throws Exception {
    return new ObjectMapper(new YAMLFactory()).readTree(yaml);
  }
}
