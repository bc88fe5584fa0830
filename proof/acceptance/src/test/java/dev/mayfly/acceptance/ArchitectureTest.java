package dev.mayfly.acceptance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveModifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.mayfly.codec.CodecConfiguration;
import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.gateway.delivery.BearerVerifier;
import dev.mayfly.gateway.delivery.SignatureVerifier;
import dev.mayfly.gateway.delivery.VerifiedDelivery;
import dev.mayfly.gateway.dispatch.TemporalDispatcher;
import dev.mayfly.service.crypto.PayloadEncryption;
import dev.mayfly.service.dispatch.LifeDispatcher;
import dev.mayfly.service.dispatch.LifeStarter;
import dev.mayfly.service.secret.CurrentSecrets;
import dev.mayfly.service.secret.KeyVaultSettings;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.worker.ForgeCredentials;
import dev.mayfly.worker.WorkerApplication;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.entity.Entities;
import dev.mayfly.worker.pool.PoolEntities;
import dev.mayfly.worker.sweep.DryRun;
import dev.mayfly.worker.sweep.SweepKeeper;
import dev.mayfly.worker.sweep.TemporalLives;
import dev.mayfly.worker.watch.OpenWaits;
import dev.mayfly.worker.watch.WaitTakeover;
import dev.mayfly.worker.watch.Watcher;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of the architecture, each with its reason. A rule that no class falls under fails too
 * (ArchUnit's default), so a renamed package cannot slip out of one; "only these use X" is written
 * as a rule about the users of X for the same reason.
 */
@AnalyzeClasses(packages = "dev.mayfly", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final Path ROOT =
      Path.of(requireNonNullElse(System.getProperty("mayfly.root"), ".."));

  private static final String WORKFLOWS = "dev.mayfly.workflows..";
  private static final String SERVICE = "dev.mayfly.service..";
  private static final String GATEWAY = "dev.mayfly.gateway..";
  private static final String WORKER = "dev.mayfly.worker..";
  private static final String FORGE = "dev.mayfly.worker.forge..";
  private static final String BATCH = "dev.mayfly.worker.batch";
  private static final String WATCH = "dev.mayfly.worker.watch";
  private static final String SWEEP = "dev.mayfly.worker.sweep";
  private static final String STAND_INS = "dev.mayfly.standin..";
  private static final String LOCAL = "dev.mayfly.local..";
  private static final String ACCEPTANCE = "dev.mayfly.acceptance..";

  private static final DescribedPredicate<JavaClass> THE_PRODUCT =
      DescribedPredicate.not(resideInAnyPackage(STAND_INS, LOCAL, ACCEPTANCE))
          .as("classes of the product");

  // Who knows whom

  @ArchTest
  static final ArchRule WORKFLOWS_SEE_NO_NETWORK =
      classes()
          .that()
          .resideInAPackage(WORKFLOWS)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  WORKFLOWS,
                  "java.lang..",
                  "java.time..",
                  "java.util..",
                  "java.net", // URI alone, see the rule of determinism
                  "io.temporal.activity",
                  "io.temporal.common",
                  "io.temporal.failure",
                  "io.temporal.workflow..",
                  "com.uber.m3.tally", // the type of what Workflow gives to count with
                  "com.fasterxml.jackson.annotation",
                  "jakarta.validation..",
                  "org.jspecify.annotations",
                  "org.slf4j.."))
          .because("what is replayed may not reach the network, a cloud's client or a framework");

  @ArchTest
  static final ArchRule SERVICE_KNOWS_THE_CONTRACTS_ALONE =
      noClasses()
          .that()
          .resideInAPackage(SERVICE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(GATEWAY, WORKER, STAND_INS, LOCAL)
          .because("it is what both services stand on (ADR 3)");

  @ArchTest
  static final ArchRule CODEC_KNOWS_THE_KEYS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.mayfly.codec..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(GATEWAY, WORKER, STAND_INS, LOCAL, "io.temporal.client..")
          .because("it opens what it is given, and reaches nothing (ADR 18)");

  @ArchTest
  static final ArchRule GATEWAY_DOES_NOT_KNOW_THE_WORKER =
      noClasses()
          .that()
          .resideInAPackage(GATEWAY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(WORKER, STAND_INS, LOCAL)
          .because("they are deployed apart and meet in Temporal only");

  @ArchTest
  static final ArchRule WORKER_DOES_NOT_KNOW_THE_GATEWAY =
      noClasses()
          .that()
          .resideInAPackage(WORKER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(GATEWAY, STAND_INS, LOCAL)
          .because("they are deployed apart and meet in Temporal only");

  @ArchTest
  static final ArchRule STAND_INS_SEE_NEITHER_WORKER_NOR_GATEWAY =
      noClasses()
          .that()
          .resideInAPackage(STAND_INS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(GATEWAY, WORKER, LOCAL)
          .because("a stand-in that shares the product's code would share its mistakes");

  @ArchTest
  static final ArchRule FORGE_DOES_NOT_KNOW_BATCH =
      noClasses()
          .that()
          .resideInAPackage(FORGE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BATCH, WATCH, SWEEP)
          .because("the two outside worlds fail and change apart; watcher and sweep see both");

  @ArchTest
  static final ArchRule BATCH_DOES_NOT_KNOW_FORGE =
      noClasses()
          .that()
          .resideInAPackage(BATCH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(FORGE, WATCH, SWEEP)
          .because("the two outside worlds fail and change apart; watcher and sweep see both");

  @ArchTest
  static final ArchRule NO_PACKAGE_STANDS_ON_ITSELF =
      slices()
          .matching("dev.mayfly.(**)")
          .should()
          .beFreeOfCycles()
          .because("a cycle can only be read, tested and changed as a whole");

  @ArchTest
  static final ArchRule THE_STAND_IN_RUNNER_NEEDS_NOTHING =
      classes()
          .that()
          .resideInAPackage("dev.mayfly.standin.runner")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("dev.mayfly.standin.runner", "java..", "org.jspecify.annotations"))
          .because("one process for each runner must start at once");

  // Who talks to the outside

  @ArchTest
  static final ArchRule AZURE_STOPS_AT_ITS_CLIENT =
      classes()
          .that(
              useInTheProduct(
                  "com.microsoft..",
                  "com.azure..",
                  "retrofit2..",
                  "rx..",
                  "reactor..",
                  "org.joda.."))
          .should(
              be(
                  anyOf(
                      AzureBatchClient.class,
                      classNamed("dev.mayfly.worker.batch.AzureNodes"),
                      classNamed("dev.mayfly.worker.batch.AzurePools"),
                      classNamed("dev.mayfly.worker.batch.VendorCalls"),
                      classNamed("dev.mayfly.worker.batch.VendorConnection"),
                      classNamed("dev.mayfly.worker.batch.VendorSignIn"),
                      classNamed("dev.mayfly.service.entra.EntraAccess"),
                      classNamed("dev.mayfly.worker.batch.EntraBearer"),
                      classNamed("dev.mayfly.service.entra.EntraLibrary"),
                      classNamed("dev.mayfly.service.entra.EntraTokens"),
                      classNamed("dev.mayfly.service.entra.EntraTransport"),
                      classNamed("dev.mayfly.service.vault.KeyVault"),
                      classNamed("dev.mayfly.service.vault.ToldCredential"))))
          .because("the client is retired, and will be replaced by another one in one place");

  @ArchTest
  static final ArchRule HTTP_IS_THE_CLIENTS_BUSINESS =
      classes()
          .that(useInTheProduct("okhttp3.."))
          .should(
              be(
                  resideInAnyPackage(FORGE, BATCH)
                      .or(resideInAPackage("dev.mayfly.worker").and(simpleName("Clients")))
                      .as("a client, or what makes them")))
          .because("an outside system has one client, where time-outs and failures are decided");

  @ArchTest
  static final ArchRule TEMPORAL_IS_CALLED_IN_FEW_PLACES =
      classes()
          .that(useInTheProduct("io.temporal.client.."))
          .should(
              be(
                  anyOf(
                      TemporalConnection.class,
                      TemporalDispatcher.class,
                      LifeDispatcher.class,
                      LifeStarter.class,
                      classNamed("dev.mayfly.service.dispatch.LifeOptions"),
                      PayloadEncryption.class,
                      Watcher.class,
                      classNamed("dev.mayfly.worker.watch.CompletionReporter"),
                      classNamed("dev.mayfly.worker.watch.CompletionHandle"),
                      OpenWaits.class,
                      WaitTakeover.class,
                      Entities.class,
                      PoolEntities.class,
                      SweepKeeper.class,
                      TemporalLives.class,
                      DryRun.class,
                      classNamed("dev.mayfly.worker.TemporalWorker"),
                      WorkerApplication.class)))
          .because("what a service asks of Temporal is known by reading these");

  @ArchTest
  static final ArchRule ONLY_A_VERIFIER_MAKES_A_VERIFIED_DELIVERY =
      constructors()
          .that()
          .areDeclaredIn(VerifiedDelivery.class)
          .should()
          .onlyBeCalled()
          .byClassesThat(anyOf(SignatureVerifier.class, BearerVerifier.class))
          .because(
              "nothing of a delivery is read before its signature or secret has been found right");

  @ArchTest
  static final ArchRule SECRETS_ARE_REVEALED_IN_FEW_PLACES =
      methods()
          .that()
          .areDeclaredIn(Secret.class)
          .and()
          .haveNameMatching("reveal|latest")
          .should()
          .onlyBeCalled()
          .byClassesThat(
              anyOf(
                  Secret.class,
                  CurrentSecrets.class,
                  TemporalSettings.class,
                  KeyVaultSettings.class,
                  CodecConfiguration.class,
                  ForgeCredentials.class,
                  WorkerConfiguration.class))
          .because("a secret in clear goes straight to the one that needs it (ADR 4)");

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
          // The stand-in's states last as long as the processes that really run there.
          .resideOutsideOfPackage("dev.mayfly.standin.batch")
          .should(ASK_THE_CLOCK)
          .because("tests move a clock: an InstantSource; what just elapses is System.nanoTime");

  @ArchTest
  static final ArchRule THE_APPLICATIONS_MAKE_THE_CLOCK =
      noClasses()
          .that(
              THE_PRODUCT.and(
                  DescribedPredicate.not(anyOf(GatewayApplication.class, WorkerApplication.class))))
          .should(MAKE_THE_CLOCK)
          .because("what is put together elsewhere could not be tested at another time");

  // What travels

  private static final ArchCondition<JavaMethod> CARRY_DATA_ALONE =
      new ArchCondition<>("take and return records, enums, sealed interfaces and plain values") {
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
                      "LifeMessages",
                      "JobStatusCheck",
                      "RunnerLife",
                      "Attempt",
                      "TaskLifecycle",
                      "CleanUp",
                      "JobState",
                      "RunnerState",
                      "TemporalRuntime",
                      "PoolWorkflowImpl",
                      "AdmissionQueue",
                      "PoolNodes",
                      "ScalingClock",
                      "SweepWorkflowImpl",
                      "Sweep",
                      // One wait and what the looks have seen for it; the watcher's own.
                      "Wait",
                      // What a look of the sweep has come to so far, on its one thread.
                      "Tally",
                      "Search",
                      // When it looked last, for the health check.
                      "Watcher",
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

  @ArchTest
  static final ArchRule FIELDS_ARE_FINAL =
      fields()
          .that()
          .areDeclaredInClassesThat(THE_PRODUCT)
          .and(DescribedPredicate.not(OF_A_STATE))
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

    List<Path> packages = packages();

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

    assertThatThrownBy(() -> noClasses().should(TOUCH_THE_WORLD).check(offenders))
        .hasMessageContaining("java.time.Instant.now()")
        .hasMessageContaining("java.util.UUID.randomUUID()")
        .hasMessageContaining("java.lang.System.nanoTime()")
        .hasMessageContaining("java.lang.Thread.sleep(long)")
        .hasMessageContaining("org.slf4j.LoggerFactory.getLogger");
    assertThatThrownBy(() -> noClasses().should(ASK_THE_CLOCK).check(offenders))
        .hasMessageContaining("java.time.Instant.now()")
        .hasMessageContaining("java.time.Clock.systemUTC()");
    assertThatThrownBy(() -> noClasses().should(MAKE_THE_CLOCK).check(offenders))
        .hasMessageContaining("java.time.InstantSource.system()");
    assertThatThrownBy(() -> methods().should(CARRY_DATA_ALONE).check(offenders))
        .hasMessageContaining("carries class java.lang.Object")
        .hasMessageContaining("carries class java.util.Date");
    assertThatThrownBy(() -> noClasses().should(HIDE_A_BETTER_NAME).check(offenders))
        .hasMessageContaining("OffenceManager");
    assertThatThrownBy(() -> fields().should(BE_FINAL).check(offenders))
        .hasMessageContaining("OffenceManager.count");
  }

  /** Breaks what it can. */
  static final class OffenceManager {

    record Letter(String text, List<Date> dates) {}

    static int count;

    private static final Logger log = LoggerFactory.getLogger(OffenceManager.class);

    Letter carry(@Nullable Object anything) throws InterruptedException {
      Thread.sleep(1);
      log.info("{} {}", System.nanoTime(), UUID.randomUUID());
      log.info("{} {} {}", Instant.now(), Clock.systemUTC(), InstantSource.system());
      return new Letter(String.valueOf(anything), List.of());
    }
  }

  private static DescribedPredicate<JavaClass> useInTheProduct(String... packages) {
    DescribedPredicate<JavaClass> inside = resideInAnyPackage(packages);
    return DescribedPredicate.describe(
        "use " + String.join(", ", packages),
        type ->
            THE_PRODUCT.test(type)
                && type.getDirectDependenciesFromSelf().stream()
                    .anyMatch(used -> inside.test(used.getTargetClass())));
  }

  private static DescribedPredicate<JavaClass> anyOf(Class<?>... types) {
    return belongToAnyOf(types);
  }

  /** A class that only its own package sees. */
  private static Class<?> classNamed(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  private static DescribedPredicate<JavaAccess<?>> method(String name, Class<?> owner) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + name,
        call ->
            call.getTargetOwner().isEquivalentTo(owner) && call.getTarget().getName().equals(name));
  }

  private static DescribedPredicate<JavaAccess<?>> now() {
    return DescribedPredicate.describe(
        "now()",
        call ->
            call.getTargetOwner().getPackageName().equals("java.time")
                && call.getTarget().getFullName().endsWith(".now()"));
  }

  /** What is neither a plain value nor made of plain values. */
  private static Stream<String> strangers(Type type, Set<Class<?>> seen) {
    if (type instanceof ParameterizedType list && list.getRawType().equals(List.class)) {
      return strangers(list.getActualTypeArguments()[0], seen);
    }
    if (!(type instanceof Class<?> plain)) {
      return Stream.of(type.toString());
    }
    if (plain.isPrimitive()
        || plain.isEnum()
        || plain == String.class
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

  /** The folders of main sources that hold Java files. */
  private static List<Path> packages() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT);
        Stream<Path> proof = Files.list(ROOT.resolve("proof"))) {
      return Stream.concat(modules, proof)
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(ArchitectureTest::filesIn)
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static Stream<Path> filesIn(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
