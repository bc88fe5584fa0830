package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.standin.batch.Shapes.Property;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the stand-in takes as a body. */
class BodyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id=T                                                     | InvalidRequestBody",
        "[]                                                       | InvalidRequestBody",
        "{'id':'T','commandLine':''} {}                           | InvalidRequestBody",
        "{'id':'T','commandLine':'','surprise':true}              | InvalidRequestBody",
        "{'id':1,'commandLine':''}                                | InvalidRequestBody",
        "{'id':'T','commandLine':'','requiredSlots':'1'}          | InvalidRequestBody",
        "{'id':'T','commandLine':'','requiredSlots':1.5}          | InvalidRequestBody",
        "{'id':'T','commandLine':'','constraints':[]}             | InvalidRequestBody",
        "{'id':'T','commandLine':'','environmentSettings':{}}     | InvalidRequestBody",
        "{'id':'T','commandLine':'','environmentSettings':[{}]}   | MissingRequiredProperty",
        "{'id':'T'}                                               | MissingRequiredProperty",
        "{'id':'T','commandLine':null}                            | MissingRequiredProperty",
        "{'id':'T','commandLine':'','constraints':{'retentionTime':'1h'}} | InvalidPropertyValue",
        "{'id':'T','commandLine':'','userIdentity':{'autoUser':{'scope':'me'}}}"
            + " | InvalidPropertyValue",
      })
  void aBodyOfAnotherShapeIsRefused(String body, String code) {
    assertThatThrownBy(() -> Body.ADD_TASK.read(body.replace('\'', '"')))
        .isInstanceOfSatisfying(
            BatchError.class,
            refusal -> {
              assertThat(refusal.status()).isEqualTo(400);
              assertThat(refusal.code()).isEqualTo(code);
            });
  }

  @Test
  void whatMayBeAbsentMayAlsoBeNullAndWordsMayBeInAnyCase() {
    String task =
        """
        {"id": "T", "commandLine": "", "displayName": null,
         "userIdentity": {"autoUser": {"scope": "Task", "elevationLevel": "NonAdmin"}}}
        """;

    assertThat(Body.ADD_TASK.read(task).path("id").asText()).isEqualTo("T");
    assertThat(Body.TERMINATE_JOB.readIfThere("")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everyBodyHasAShape(Body body) {
    assertThat(Shapes.ofBatch().all()).containsKey(body.shape());
  }

  @Test
  void theShapesAreThoseThatMicrosoftDescribes() throws IOException {
    Map<String, Map<String, Property>> ours = Shapes.ofBatch().all();
    DescribedShapes theirs =
        new DescribedShapes(
            new Swagger(SharedData.batch().resolve("spec/BatchService.json")), ours.keySet());

    ours.forEach(
        (name, properties) ->
            assertThat(written(properties))
                .as(name)
                .isEqualTo(theirs.properties(name, properties)));
  }

  private static Map<String, String> written(Map<String, Property> properties) {
    Map<String, String> written = new TreeMap<>();
    properties.values().stream()
        .filter(property -> !property.recent())
        .forEach(its -> written.put(its.name() + (its.required() ? "!" : ""), its.type()));
    return written;
  }
}
