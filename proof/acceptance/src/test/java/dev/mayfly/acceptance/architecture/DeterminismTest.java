package dev.mayfly.acceptance.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.mayfly.acceptance.architecture.Code.BENCH;
import static dev.mayfly.acceptance.architecture.Code.THE_PRODUCT;
import static dev.mayfly.acceptance.architecture.Code.WORKFLOWS;
import static dev.mayfly.acceptance.architecture.Code.anyOf;
import static dev.mayfly.acceptance.architecture.Code.method;
import static dev.mayfly.acceptance.architecture.Code.now;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import dev.mayfly.console.ConsoleApplication;
import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.serve.doctor.DoctorCommand;
import dev.mayfly.worker.WorkerApplication;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The rules about determinism and time, each with its reason. */
@AnalyzeClasses(packages = "dev.mayfly", importOptions = Code.Main.class)
class DeterminismTest {

  // Determinism and time

  private static final ArchCondition<JavaClass> TOUCH_THE_WORLD =
      dependOnClassesThat(
              resideInAnyPackage(
                      "java.io..",
                      "java.net..",
                      "java.nio..",
                      "java.security..",
                      "java.util.concurrent..",
                      "javax..")
                  .and(DescribedPredicate.not(equivalentTo(java.net.URI.class)))
                  .or(
                      anyOf(
                          Clock.class,
                          InstantSource.class,
                          Date.class,
                          TimeZone.class,
                          java.util.Timer.class,
                          Random.class,
                          java.util.SplittableRandom.class,
                          System.class,
                          Runtime.class,
                          Thread.class,
                          ThreadLocal.class,
                          Process.class,
                          ProcessBuilder.class,
                          LoggerFactory.class))
                  .as("touch clock, chance, threads, files or the network"))
          .or(
              callMethodWhere(
                  method("random", Math.class)
                      .or(method("randomUUID", UUID.class))
                      .or(method("getDefault", Locale.class))
                      .or(method("shuffle", java.util.Collections.class))
                      .or(method("systemDefault", java.time.ZoneId.class))
                      .or(now())));

  @ArchTest
  static final ArchRule WORKFLOWS_ARE_DETERMINISTIC =
      noClasses()
          .that()
          .resideInAPackage(WORKFLOWS)
          .should(TOUCH_THE_WORLD)
          .because("a life is replayed; time, chance and logs come from Workflow");

  private static final ArchCondition<JavaClass> ASK_THE_CLOCK =
      callMethodWhere(
          now()
              .or(method("systemUTC", Clock.class))
              .or(method("systemDefaultZone", Clock.class))
              .or(method("currentTimeMillis", System.class))
              .as("asks what time it is"));

  private static final ArchCondition<JavaClass> MAKE_THE_CLOCK =
      callMethodWhere(method("system", InstantSource.class));

  @ArchTest
  static final ArchRule THE_CLOCK_COMES_IN =
      noClasses()
          .that()
          // The stand-in's states last as long as the processes that really run there, and a
          // benchmark
          // measures the time that it takes.
          .resideOutsideOfPackages("dev.mayfly.standin.batch", BENCH)
          .should(ASK_THE_CLOCK)
          .because("tests move a clock: an InstantSource; what just elapses is System.nanoTime");

  @ArchTest
  static final ArchRule THE_APPLICATIONS_MAKE_THE_CLOCK =
      noClasses()
          .that(
              THE_PRODUCT.and(
                  DescribedPredicate.not(
                      anyOf(
                          GatewayApplication.class,
                          WorkerApplication.class,
                          ConsoleApplication.class,
                          DoctorCommand.class))))
          .should(MAKE_THE_CLOCK)
          .because("what is put together elsewhere could not be tested at another time");

  @Test
  void theRulesFindWhatBreaksThem() {
    assertThatThrownBy(() -> noClasses().should(TOUCH_THE_WORLD).check(Code.OFFENDERS))
        .hasMessageContaining("java.time.Instant.now()")
        .hasMessageContaining("java.util.UUID.randomUUID()")
        .hasMessageContaining("java.lang.System.nanoTime()")
        .hasMessageContaining("java.lang.Thread.sleep(long)")
        .hasMessageContaining("org.slf4j.LoggerFactory.getLogger");
    assertThatThrownBy(() -> noClasses().should(ASK_THE_CLOCK).check(Code.OFFENDERS))
        .hasMessageContaining("java.time.Instant.now()")
        .hasMessageContaining("java.time.Clock.systemUTC()");
    assertThatThrownBy(() -> noClasses().should(MAKE_THE_CLOCK).check(Code.OFFENDERS))
        .hasMessageContaining("java.time.InstantSource.system()");
  }
}
