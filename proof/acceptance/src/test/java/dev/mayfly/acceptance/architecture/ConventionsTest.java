package dev.mayfly.acceptance.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.mayfly.acceptance.architecture.Code.THE_PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.temporal.activity.ActivityInterface;
import io.temporal.workflow.WorkflowInterface;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules about names, nulls, fields and packages, each with its reason. */
@AnalyzeClasses(packages = "dev.mayfly", importOptions = Code.Main.class)
class ConventionsTest {

  // Names, nulls, fields

  private static final ArchCondition<JavaClass> HIDE_A_BETTER_NAME =
      ArchCondition.from(
          DescribedPredicate.describe(
              "are called *Util, *Helper, *Manager, *Service or *Common",
              type -> type.getSimpleName().matches(".*(Utils?|Helpers?|Manager|Service|Common)")));

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_THINGS_ARE =
      noClasses()
          .should(HIDE_A_BETTER_NAME)
          .because("such a name is two names, and the better one is missing");

  @ArchTest
  static final ArchRule IMPL_IS_FOR_CONTRACTS =
      classes()
          .that(simpleNameEndingWith("Impl"))
          .should(
              be(
                  DescribedPredicate.describe(
                      "the implementation of a workflow or of activities",
                      type ->
                          type.getAllRawInterfaces().stream()
                              .anyMatch(
                                  contract ->
                                      contract.isAnnotatedWith(WorkflowInterface.class)
                                          || contract.isAnnotatedWith(ActivityInterface.class)))))
          .because("Temporal's contracts are interfaces by force; elsewhere Impl says nothing");

  @ArchTest
  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes()
          .should(
              be(
                  DescribedPredicate.describe(
                      "in a @NullMarked package",
                      type -> type.getPackage().isAnnotatedWith(NullMarked.class))))
          .because("NullAway looks at nothing else");

  private static final DescribedPredicate<JavaMember> OF_A_STATE =
      DescribedPredicate.describe(
          "of a class that is a state",
          field ->
              Set.of(
                      // The state of a workflow, which its queries show.
                      "StatusPublisher",
                      "FaultProbe",
                      "IgnoredMessages",
                      "PoolFault",
                      "PassLog",
                      "RefusalPauses",
                      "StartStage",
                      "UnlistedJobs",
                      "UnservedSoFar",
                      "WaitNotice",
                      "LifeMetrics",
                      "NodeTimes",
                      // A sum while it is added up.
                      "Cell",
                      // What a machine was told last: Temporal's time, a certificate's files.
                      "TemporalClock",
                      "RotatingKeys",
                      // One step of a worker's, from its beginning to its line in the log.
                      "Steps",
                      "LifeRelease",
                      "LifeMessages",
                      "LifeTimes",
                      "JobStatusCheck",
                      "RunnerLife",
                      "Attempt",
                      "TaskLifecycle",
                      "CleanUp",
                      "JobState",
                      "RunnerState",
                      "TemporalRuntime",
                      "PoolWorkflowImpl",
                      "EventIntakeImpl",
                      "AdmissionQueue",
                      "PoolNodes",
                      "ScalingClock",
                      "SweepWorkflowImpl",
                      "SlowLooks",
                      "Sweep",
                      // One wait and what the polls have seen for it; the watcher's own.
                      "TaskWait",
                      "OtherRunnerWait",
                      "TurnWait",
                      "PendingActivity",
                      // Which workflow takes in the next events, on its one thread.
                      "IntakeTurn",
                      // The answer to the delivery that it was made for, once there is one.
                      "Claim",
                      // What a look of the sweep has come to so far, on its one thread.
                      "Tally",
                      "Search",
                      // When it looked last, for the health check.
                      "Watcher",
                      "VersionSpotter",
                      // What a forge's answers told, and what may be asked of it now.
                      "Budget",
                      "RateLimitWindow",
                      "SweepAllowance",
                      "CircuitBreaker",
                      "ETagCache",
                      // What start() has started, and whether it polls yet.
                      "TemporalWorker",
                      "ServiceApplication")
                  .contains(field.getOwner().getSimpleName()));

  private static final DescribedPredicate<JavaMember> GIVEN_BY_THE_COMMAND_LINE =
      DescribedPredicate.describe(
          "given by the command line",
          field ->
              field.getAnnotations().stream()
                  .anyMatch(given -> given.getRawType().getPackageName().equals("picocli")));

  @ArchTest
  static final ArchRule FIELDS_ARE_FINAL =
      fields()
          .that()
          .areDeclaredInClassesThat(THE_PRODUCT)
          .and(DescribedPredicate.not(OF_A_STATE))
          .and(DescribedPredicate.not(GIVEN_BY_THE_COMMAND_LINE))
          .should()
          .beFinal()
          .because("what acts is put together once; state is where its name says so");

  @ArchTest
  static final ArchRule FIELDS_ARE_PRIVATE =
      fields()
          .that()
          .areNotStatic()
          .and()
          .areDeclaredInClassesThat(THE_PRODUCT)
          .and(
              DescribedPredicate.describe(
                  "are written by hand",
                  field ->
                      !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                          && !field.getOwner().isEnum()))
          .should()
          .bePrivate()
          .because("a field belongs to its class");

  private static final ArchCondition<JavaField> BE_FINAL = haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule NO_STATIC_STATE =
      fields()
          .that()
          .areStatic()
          .should(BE_FINAL)
          .because("the applications make everything that exists, once per process or test");

  /** On disk, since a package-info of Javadoc alone leaves no class behind. */
  @Test
  void everyPackageSaysInASentenceWhatItIsFor() throws IOException {
    Pattern sentence = Pattern.compile("(?s)\\A/\\*\\*\\s+(\\* )?[A-Z][^@]*\\w\\.\\s+\\*/\\s");

    List<Path> packages = Code.packages();

    assertThat(packages).hasSizeGreaterThan(10);
    assertThat(packages)
        .allSatisfy(
            folder ->
                assertThat(folder.resolve("package-info.java"))
                    .content()
                    .containsPattern(sentence)
                    .containsPattern("\\*/\n@NullMarked\npackage dev\\.mayfly\\.[a-z.]+;\n"));
  }

  /** A rule that nothing can break holds nothing: each condition is shown what it must find. */
  @Test
  void theRulesFindWhatBreaksThem() {
    JavaClasses offenders = new ClassFileImporter().importClasses(OffenceManager.class);

    assertThatThrownBy(() -> noClasses().should(HIDE_A_BETTER_NAME).check(offenders))
        .hasMessageContaining("OffenceManager");
    assertThatThrownBy(() -> fields().should(BE_FINAL).check(offenders))
        .hasMessageContaining("OffenceManager.count");
  }
}
