package dev.mayfly.acceptance.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.mayfly.acceptance.architecture.Code.BATCH;
import static dev.mayfly.acceptance.architecture.Code.FORGE;
import static dev.mayfly.acceptance.architecture.Code.GATEWAY;
import static dev.mayfly.acceptance.architecture.Code.LOCAL;
import static dev.mayfly.acceptance.architecture.Code.SERVICE;
import static dev.mayfly.acceptance.architecture.Code.STAND_INS;
import static dev.mayfly.acceptance.architecture.Code.SWEEP;
import static dev.mayfly.acceptance.architecture.Code.WATCH;
import static dev.mayfly.acceptance.architecture.Code.WORKER;
import static dev.mayfly.acceptance.architecture.Code.WORKFLOWS;
import static dev.mayfly.acceptance.architecture.Code.anyOf;
import static dev.mayfly.acceptance.architecture.Code.classNamed;
import static dev.mayfly.acceptance.architecture.Code.useInTheProduct;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.mayfly.console.codec.CodecConfiguration;
import dev.mayfly.console.jobs.Jobs;
import dev.mayfly.console.jobs.Messages;
import dev.mayfly.console.jobs.Pools;
import dev.mayfly.console.jobs.Sweeps;
import dev.mayfly.console.signin.OidcProvider;
import dev.mayfly.gateway.delivery.BearerVerifier;
import dev.mayfly.gateway.delivery.SignatureVerifier;
import dev.mayfly.gateway.delivery.VerifiedDelivery;
import dev.mayfly.gateway.dispatch.TemporalDispatcher;
import dev.mayfly.service.batch.BatchAccount;
import dev.mayfly.service.cost.Costing;
import dev.mayfly.service.crypto.PayloadEncryption;
import dev.mayfly.service.dispatch.LifeDispatcher;
import dev.mayfly.service.dispatch.LifeStarter;
import dev.mayfly.service.inquiry.Inquiry;
import dev.mayfly.service.secret.CurrentSecrets;
import dev.mayfly.service.secret.KeyVaultSettings;
import dev.mayfly.service.secret.NamedSecrets;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.worker.ForgeCredentials;
import dev.mayfly.worker.WorkerApplication;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.worker.census.CensusTaker;
import dev.mayfly.worker.entity.Entities;
import dev.mayfly.worker.pool.PoolEntities;
import dev.mayfly.worker.sweep.DryRun;
import dev.mayfly.worker.sweep.SweepKeeper;
import dev.mayfly.worker.sweep.TemporalLives;
import dev.mayfly.worker.watch.OpenWaits;
import dev.mayfly.worker.watch.WaitTakeover;
import dev.mayfly.worker.watch.Watcher;
import io.temporal.api.enums.v1.ParentClosePolicy;

/**
 * The rules about who knows whom and who talks to the outside, each with its reason. A rule that no
 * class falls under fails too (ArchUnit's default), so a renamed package cannot slip out of one;
 * "only these use X" is written as a rule about the users of X for the same reason. The walls
 * between the rooms are those of {@link ArchitecturePageTest}.
 */
@AnalyzeClasses(packages = "dev.mayfly", importOptions = Code.Main.class)
class ArchitectureTest {

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
                      "java.math",
                      "java.time..",
                      "java.util..",
                      "java.net", // URI alone, see the rule of determinism
                      "io.temporal.activity",
                      "io.temporal.common..",
                      "io.temporal.failure",
                      "io.temporal.workflow..",
                      "com.uber.m3.tally",
                      "com.uber.m3.util", // Duration alone // the type of what Workflow gives to
                      // count
                      // with
                      "com.fasterxml.jackson..", // payloads are JSON, and read as untrusted input
                      "com.google.common.reflect", // what the SDK's converters take types as
                      "jakarta.validation..",
                      "org.jspecify.annotations",
                      "org.slf4j..")
                  // An enum: what becomes of a child workflow when its parent ends.
                  .or(type(ParentClosePolicy.class)))
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
          .resideInAPackage("dev.mayfly.console.codec..")
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
                      classNamed("dev.mayfly.worker.batch.VendorConnection"),
                      classNamed("dev.mayfly.worker.batch.VendorPools"),
                      classNamed("dev.mayfly.worker.batch.VendorRequests"),
                      classNamed("dev.mayfly.service.entra.EntraAccess"),
                      classNamed("dev.mayfly.worker.batch.EntraBearer"),
                      classNamed("dev.mayfly.service.entra.EntraLibrary"),
                      classNamed("dev.mayfly.service.entra.EntraTokens"),
                      classNamed("dev.mayfly.service.entra.EntraTransport"),
                      classNamed("dev.mayfly.service.entra.ThroughProxy"),
                      classNamed("dev.mayfly.service.vault.KeyVault"),
                      classNamed("dev.mayfly.service.vault.ToldCredential"))))
          .because("the client is retired, and will be replaced by another one in one place");

  @ArchTest
  static final ArchRule HTTP_IS_THE_CLIENTS_BUSINESS =
      classes()
          .that(useInTheProduct("okhttp3.."))
          .should(
              be(
                  resideInAnyPackage(FORGE, BATCH, "dev.mayfly.worker.http")
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
                      Inquiry.class,
                      Costing.class,
                      Jobs.class,
                      Messages.class,
                      Pools.class,
                      Sweeps.class,
                      classNamed("dev.mayfly.console.jobs.Listing"),
                      Watcher.class,
                      classNamed("dev.mayfly.worker.watch.CompletionReporter"),
                      classNamed("dev.mayfly.worker.watch.CompletionHandle"),
                      CensusTaker.class,
                      OpenWaits.class,
                      WaitTakeover.class,
                      Entities.class,
                      PoolEntities.class,
                      SweepKeeper.class,
                      TemporalLives.class,
                      DryRun.class,
                      classNamed("dev.mayfly.worker.TemporalWorker"),
                      classNamed("dev.mayfly.worker.Peers"),
                      classNamed("dev.mayfly.worker.RepeatedSteps"),
                      classNamed("dev.mayfly.worker.StepPulse"),
                      classNamed("dev.mayfly.worker.StickyQueues"),
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
                  NamedSecrets.class,
                  OidcProvider.class,
                  BatchAccount.class,
                  ForgeCredentials.class,
                  WorkerConfiguration.class))
          .because("a secret in clear goes straight to the one that needs it (ADR 4)");
}
