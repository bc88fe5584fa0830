package dev.mayfly.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mayfly.console.jobs.Job;
import dev.mayfly.console.jobs.JobPage;
import dev.mayfly.console.jobs.JobRow;
import dev.mayfly.console.jobs.PoolView;
import dev.mayfly.console.jobs.SweepView;
import dev.mayfly.console.signin.Caller;
import dev.mayfly.console.signin.Role;
import dev.mayfly.service.doctor.Diagnosis;
import dev.mayfly.workflows.cost.CostReport;
import dev.mayfly.workflows.cost.Part;
import dev.mayfly.workflows.explanation.Explanation;
import dev.mayfly.workflows.life.LifePhase;
import dev.mayfly.workflows.sweep.SweepPass;
import dev.mayfly.workflows.sweep.SweepReport;
import dev.mayfly.workflows.sweep.Unserved;
import io.dropwizard.auth.Auth;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.junit.jupiter.api.Test;

/** The description and Jersey's model of the resources say the same. */
class DescriptionTest {

  private static final List<Class<?>> RESOURCES =
      List.of(
          JobsResource.class,
          LogResource.class,
          PoolsResource.class,
          SweepsResource.class,
          CostsResource.class,
          DoctorResource.class,
          DescriptionResource.class);

  private final JsonNode description = read();

  private static JsonNode read() {
    try {
      return new YAMLMapper().readTree(DescriptionTest.class.getResourceAsStream("openapi.yaml"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The handlers by method and path; a choice in a path is one operation for each of its words. */
  private static Map<String, Method> served() {
    Map<String, Method> served = new TreeMap<>();
    RESOURCES.forEach(type -> add("", Resource.from(type), served));
    return served;
  }

  private static void add(String parent, Resource resource, Map<String, Method> served) {
    String path = parent + "/" + resource.getPath().replaceFirst("^/", "");
    for (ResourceMethod method : resource.getResourceMethods()) {
      words(path)
          .forEach(
              it ->
                  served.put(
                      method.getHttpMethod() + " " + it.replaceFirst("^/api/v1", ""),
                      method.getInvocable().getDefinitionMethod()));
    }
    resource.getChildResources().forEach(child -> add(path, child, served));
  }

  private static Stream<String> words(String path) {
    int from = path.indexOf("{message: ");
    return from < 0
        ? Stream.of(path)
        : Arrays.stream(path.substring(from + 10, path.length() - 1).split("\\|"))
            .map(word -> path.substring(0, from) + word);
  }

  private Set<String> described() {
    Set<String> described = new TreeSet<>();
    description
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (!method.equals("parameters")) {
                            messages(path.getKey(), path.getValue())
                                .map(it -> method.toUpperCase(Locale.ROOT) + " " + it)
                                .forEach(described::add);
                          }
                        }));
    return described;
  }

  private static Stream<String> messages(String path, JsonNode item) {
    List<String> words = new ArrayList<>();
    item.at("/parameters/1/schema/enum")
        .forEach(word -> words.add(path.replace("{message}", word.asText())));
    return words.isEmpty() ? Stream.of(path) : words.stream();
  }

  @Test
  void everyOperationIsServedAndDescribed() {
    assertThat(described()).isEqualTo(served().keySet()).contains("POST /jobs/{ref}/cancel");
  }

  @Test
  void everyParameterOfAQuestionIsDescribed() {
    served()
        .forEach(
            (operation, handler) ->
                assertThat(
                        Arrays.stream(handler.getParameters())
                            .filter(parameter -> parameter.isAnnotationPresent(QueryParam.class))
                            .map(parameter -> parameter.getAnnotation(QueryParam.class).value()))
                    .as(operation)
                    .containsExactlyElementsOf(parameters(operation)));
  }

  private List<String> parameters(String operation) {
    String path = operation.replaceFirst("^.* ", "");
    String method = operation.replaceFirst(" .*", "").toLowerCase(Locale.ROOT);
    List<String> described = new ArrayList<>();
    description
        .path("paths")
        .path(path)
        .path(method)
        .path("parameters")
        .forEach(parameter -> described.add(parameter.path("name").asText()));
    return described;
  }

  @Test
  void everyAnswersFieldsAreThoseDescribed() {
    Map<String, Class<? extends Record>> answers =
        Map.ofEntries(
            Map.entry("JobPage", JobPage.class),
            Map.entry("JobRow", JobRow.class),
            Map.entry("Job", Job.class),
            Map.entry("Explanation", Explanation.class),
            Map.entry("Pool", PoolView.class),
            Map.entry("Sweep", SweepView.class),
            Map.entry("SweepReport", SweepReport.class),
            Map.entry("SweepPass", SweepPass.class),
            Map.entry("Unserved", Unserved.class),
            Map.entry("UnservedJob", Unserved.Job.class),
            Map.entry("Costs", CostReport.Table.class),
            Map.entry("CostRow", CostReport.Row.class),
            Map.entry("Diagnosis", Diagnosis.class),
            Map.entry("Check", Diagnosis.Line.class),
            Map.entry("Problem", Problem.class));

    answers.forEach(
        (name, type) ->
            assertThat(description.at("/components/schemas/" + name + "/properties").fieldNames())
                .toIterable()
                .as(name)
                .containsExactlyElementsOf(
                    Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList()));
    assertThat(description.at("/components/schemas/CostRow/properties/amounts/properties"))
        .hasSize(Part.values().length);
    assertThat(description.at("/components/schemas/Phase/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(Arrays.stream(LifePhase.values()).map(LifePhase::name).toList());
  }

  @Test
  void aLogNeedsARoleOfItsOwn() {
    assertThat(served().entrySet().stream().filter(it -> roles(it.getValue()).contains(Role.LOGS)))
        .singleElement()
        .satisfies(it -> assertThat(it.getKey()).isEqualTo("GET /jobs/{ref}/log"))
        .satisfies(it -> assertThat(roles(it.getValue())).containsExactly(Role.LOGS));
  }

  private static List<Role> roles(Method handler) {
    return Arrays.stream(handler.getAnnotation(RolesAllowed.class).value())
        .map(Role::valueOf)
        .toList();
  }

  @Test
  void everyHandlerKnowsItsCallerAndDemandsARoleThatThereIs() {
    assertThat(served().values())
        .allSatisfy(
            handler -> {
              assertThat(handler.getParameters()[0].isAnnotationPresent(Auth.class)).isTrue();
              assertThat(handler.getParameters()[0].getType()).isEqualTo(Caller.class);
              assertThat(handler.getAnnotation(RolesAllowed.class).value())
                  .allSatisfy(role -> assertThat(Role.valueOf(role).name()).isEqualTo(role));
            });
  }
}
