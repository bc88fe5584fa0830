package dev.mayfly.acceptance.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static dev.mayfly.acceptance.architecture.Code.method;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules about what travels between workflows, activities and callers. */
@AnalyzeClasses(packages = "dev.mayfly", importOptions = Code.Main.class)
class ContractsTest {

  // What travels

  private static final ArchCondition<JavaMethod> CARRY_DATA_ALONE =
      new ArchCondition<>(
          "take and return records, enums, sealed interfaces, plain values and maps of them") {
        @Override
        public void check(JavaMethod javaMethod, ConditionEvents events) {
          Method method = javaMethod.reflect();
          Stream.concat(
                  Stream.of(method.getGenericReturnType()),
                  Arrays.stream(method.getGenericParameterTypes()))
              .flatMap(type -> strangers(type, new HashSet<>()))
              .forEach(
                  stranger ->
                      events.add(
                          SimpleConditionEvent.violated(
                              javaMethod, javaMethod.getFullName() + " carries " + stranger)));
        }
      };

  @ArchTest
  static final ArchRule DATA_TRAVELS_AS_DATA =
      methods()
          .that(
              DescribedPredicate.describe(
                  "are part of a workflow or activity",
                  method ->
                      Stream.of(
                              WorkflowMethod.class,
                              SignalMethod.class,
                              UpdateMethod.class,
                              UpdateValidatorMethod.class,
                              QueryMethod.class,
                              ActivityMethod.class)
                          .anyMatch(method::isAnnotatedWith)))
          .should(CARRY_DATA_ALONE)
          .because("it is stored in histories, which later versions must be able to read");

  @ArchTest
  static final ArchRule EVERY_METHOD_OF_A_CONTRACT_IS_NAMED =
      methods()
          .that()
          .areDeclaredInClassesThat(
              DescribedPredicate.describe(
                  "are contracts",
                  type ->
                      type.isAnnotatedWith(WorkflowInterface.class)
                          || type.isAnnotatedWith(ActivityInterface.class)))
          .should()
          .beAnnotatedWith(
              DescribedPredicate.describe(
                  "an annotation of Temporal",
                  annotation -> annotation.getRawType().getPackageName().startsWith("io.temporal")))
          .because("a method that is renamed must not rename what histories call it");

  @Test
  void theRuleFindsWhatBreaksIt() {
    assertThatThrownBy(() -> methods().should(CARRY_DATA_ALONE).check(Code.OFFENDERS))
        .hasMessageContaining("carries class java.lang.Object")
        .hasMessageContaining("carries class java.util.Date");
  }

  /** Returns the parts of a type that are neither plain values nor made of them. */
  private static Stream<String> strangers(Type type, Set<Class<?>> seen) {
    if (type instanceof ParameterizedType list && list.getRawType().equals(List.class)) {
      return strangers(list.getActualTypeArguments()[0], seen);
    }
    if (type instanceof ParameterizedType map && map.getRawType().equals(Map.class)) {
      return Arrays.stream(map.getActualTypeArguments()).flatMap(part -> strangers(part, seen));
    }
    if (!(type instanceof Class<?> plain)) {
      return Stream.of(type.toString());
    }
    if (plain.isPrimitive()
        || plain.isEnum()
        || plain == String.class
        || plain == Boolean.class
        || plain == Long.class
        || plain == Integer.class
        || plain.getPackageName().equals("java.time")
        || !seen.add(plain)) {
      return Stream.empty();
    }
    if (plain.isRecord()) {
      return Arrays.stream(plain.getRecordComponents())
          .map(RecordComponent::getGenericType)
          .flatMap(component -> strangers(component, seen));
    }
    if (plain.isSealed() && plain.isInterface()) {
      return Arrays.stream(plain.getPermittedSubclasses())
          .flatMap(variant -> strangers(variant, seen));
    }
    return Stream.of(plain.toString());
  }
}
