package dev.mayfly.serve.doctor;

import com.google.common.base.Suppliers;
import dev.mayfly.service.doctor.Check;
import dev.mayfly.service.doctor.Finding;
import dev.mayfly.service.doctor.Question;
import dev.mayfly.worker.WorkerClients;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.RunnerSnapshot;
import dev.mayfly.worker.forge.SignedIn;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.workflows.fleet.Capability;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The checks of each forge: its credential, its scopes and the runners there. */
final class ForgeChecks {

  private static final Duration SOON = Duration.ofDays(14);
  // As the worker warns. Rule gh-version-calendar.
  private static final Duration VERSION_SOON = Duration.ofDays(21);
  // The sweep stops below a quarter of the budget.
  private static final int SWEEP_STOPS = 4;

  private final WorkerConfiguration configuration;
  private final WorkerClients clients;
  private final InstantSource clock;
  private final Map<String, Supplier<List<SignedIn>>> signedIn = new LinkedHashMap<>();

  ForgeChecks(WorkerConfiguration configuration, WorkerClients clients, InstantSource clock) {
    this.configuration = configuration;
    this.clients = clients;
    this.clock = clock;
    clients.forges().forEach((name, api) -> signedIn.put(name, Suppliers.memoize(api::signedIn)));
  }

  void addTo(Map<Question, Check> checks, boolean live) {
    checks.put(Question.CREDENTIAL, () -> each(this::credential));
    checks.put(Question.RATE_LIMIT, () -> each(this::rateLimit));
    checks.put(Question.PERMISSIONS, () -> each(this::permissions));
    checks.put(Question.SCOPES, () -> each(this::scopes));
    checks.put(Question.RUNNER_GROUPS, () -> each(this::runnerGroups));
    checks.put(Question.VERSIONS, () -> each(this::versions));
    if (live) {
      checks.put(Question.REGISTRATION_TOKEN, () -> each(this::registrationToken));
    }
  }

  List<SignedIn> signedIn(String forge) {
    return Objects.requireNonNull(signedIn.get(forge)).get();
  }

  private Finding each(BiFunction<String, ForgeApi, Finding> check) {
    List<Finding> findings = new ArrayList<>();
    clients.forges().forEach((name, api) -> findings.add(check.apply(name, api)));
    return Finding.all(findings);
  }

  private Finding credential(String forge, ForgeApi api) {
    String key = "forges." + forge;
    try {
      List<SignedIn> all = signedIn(forge);
      if (all.isEmpty()) {
        Object unused = api.runners(api.forge().scopes().get(0));
        return Finding.ok(forge + " takes it");
      }
      return Finding.all(all.stream().map(one -> expiry(forge, one)).toList());
    } catch (ForgeException e) {
      return Finding.fault(
          forge + " does not take it: " + e.getMessage(),
          "put one that is good into " + key + ".token or " + key + ".app");
    }
  }

  private Finding expiry(String forge, SignedIn one) {
    Instant end = one.expiresAt();
    String says = forge + " takes the " + one.kind();
    if (end == null) {
      return Finding.ok(says);
    }
    Duration left = Duration.between(clock.instant(), end);
    return left.compareTo(SOON) < 0
        ? Finding.warning(
            says + ", which expires in " + InWords.of(left),
            "make a new one and put it into forges." + forge + ".token; its file is read anew")
        : Finding.ok(says + " for another " + InWords.of(left));
  }

  private Finding rateLimit(String forge, ForgeApi api) {
    List<SignedIn> all = signedIn(forge);
    if (all.isEmpty() || all.get(0).limit() == 0) {
      return Finding.ok(forge + " names none");
    }
    SignedIn one = all.get(0);
    String says = forge + ": " + one.remaining() + " of " + one.limit() + " requests are left";
    return one.remaining() * SWEEP_STOPS > one.limit()
        ? Finding.ok(says)
        : Finding.fault(
            says
                + ", so the sweep stands still until "
                + one.reset()
                + " and what was lost stays lost",
            "let nothing else use this credential, give forges."
                + forge
                + ".app a further App, or lengthen sweep.every and watch.every");
  }

  private Finding permissions(String forge, ForgeApi api) {
    Permissions needed =
        new Permissions(
            forge,
            configuration.sweep(forge).webhook() != null,
            configuration.fleet().pools().stream().anyMatch(Pool::cancelRunWhenSpent));
    List<Finding> findings = new ArrayList<>();
    for (SignedIn one : signedIn(forge)) {
      for (Scope scope : api.forge().scopes()) {
        findings.add(
            one.scopes() == null
                ? needed.ofApp(one, scope)
                : needed.ofClassic(one.scopes(), scope));
      }
    }
    return findings.isEmpty() ? Finding.ok(forge + " does not tell them") : Finding.all(findings);
  }

  private Finding scopes(String forge, ForgeApi api) {
    List<Finding> findings = new ArrayList<>();
    for (Scope scope : api.forge().scopes()) {
      try {
        RunnerListing listing = api.runners(scope);
        findings.add(Finding.ok(scope + " has " + listing.runners().size() + " runner(s)"));
      } catch (ForgeException e) {
        findings.add(
            Finding.fault(
                scope + " cannot be listed: " + e.getMessage(),
                "correct forges."
                    + forge
                    + ".scopes in the fleet's file, or let forges."
                    + forge
                    + ".token or .app see it"));
      }
    }
    return Finding.all(findings);
  }

  /**
   * Mints one in each scope, and throws it away. Of a forge whose tokens do not end by themselves
   * none is minted, nor a just-in-time configuration, which is a registration. Rule
   * gh-registration-token-hour.
   */
  private Finding registrationToken(String forge, ForgeApi api) {
    if (!api.forge().can(Capability.TOKEN_EXPIRY)) {
      return Finding.skipped(forge + "'s do not expire, so none is minted");
    }
    return Finding.all(
        api.forge().scopes().stream().map(scope -> minted(forge, api, scope)).toList());
  }

  private static Finding minted(String forge, ForgeApi api, Scope scope) {
    try {
      Object unused = api.registrationToken(scope);
      return Finding.ok(scope + " gives one");
    } catch (ForgeException e) {
      return Finding.fault(
          scope + " gives none: " + e.getMessage(),
          "give forges." + forge + ".token or .app what the message names");
    }
  }

  private Finding runnerGroups(String forge, ForgeApi api) {
    List<Finding> findings = new ArrayList<>();
    for (Pool pool : configuration.fleet().pools()) {
      String group = pool.runnerGroup();
      if (group == null || pool.retired() || !api.forge().can(Capability.RUNNER_GROUPS)) {
        continue;
      }
      for (Scope scope : api.forge().scopes()) {
        findings.add(runnerGroup(api, pool.name(), group, scope));
      }
    }
    return findings.isEmpty()
        ? Finding.ok("every pool has the default one")
        : Finding.all(findings);
  }

  private static Finding runnerGroup(ForgeApi api, String pool, String group, Scope scope) {
    try {
      long id = api.runnerGroupId(scope, group);
      return Finding.ok(scope + " has " + group + " (" + id + ")");
    } catch (ForgeException e) {
      return Finding.fault(
          scope + " has no runner group " + group + " for pool " + pool + ": " + e.getMessage(),
          "make it, or correct pools[name=" + pool + "].runnerGroup");
    }
  }

  /** Of our own runners, as long as some are registered. */
  private Finding versions(String forge, ForgeApi api) {
    List<Finding> findings = new ArrayList<>();
    for (Scope scope : api.forge().scopes()) {
      TreeSet<String> versions = new TreeSet<>();
      api.runners(scope).runners().stream()
          .filter(this::isOurs)
          .map(RunnerSnapshot::version)
          .filter(version -> version != null && version.matches("\\d{1,6}(\\.\\d{1,6}){2}"))
          .forEach(versions::add);
      versions.forEach(version -> findings.add(version(api, scope, version)));
    }
    return findings.isEmpty() ? Finding.ok("no runner of ours tells one") : Finding.all(findings);
  }

  private boolean isOurs(RunnerSnapshot runner) {
    return RunnerName.parse(runner.name())
        .filter(it -> it.life().installation().equals(configuration.fleet().installation()))
        .isPresent();
  }

  private Finding version(ForgeApi api, Scope scope, String version) {
    return api.runtimeEnd(scope, version)
        .map(end -> Duration.between(clock.instant(), end))
        .filter(left -> left.compareTo(VERSION_SOON) < 0)
        .map(
            left -> {
              String fix = "rebuild the images with a newer runner, and raise pools[].image";
              return left.isNegative()
                  ? Finding.fault("runner " + version + " gets no jobs any more", fix)
                  : Finding.warning(
                      "runner " + version + " gets jobs for " + InWords.of(left) + " more", fix);
            })
        .orElse(Finding.ok("runner " + version + " is good"));
  }
}
