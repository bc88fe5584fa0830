package dev.mayfly.worker;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.service.batch.BatchAccount;
import dev.mayfly.service.batch.BatchSignIn;
import dev.mayfly.service.config.ServiceConfiguration;
import dev.mayfly.service.secret.EntraSettings;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.worker.batch.BatchTransport;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.worker.sweep.ForgeSweep;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.fleet.Fleet;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The worker's file, {@code worker.yml}. */
public final class WorkerConfiguration extends ServiceConfiguration {

  @Valid private final Map<String, @Valid @NotNull ForgeCredentials> forges;

  @Valid @NotNull(message = "is required: url of the Batch account, and account and key or entra") private final BatchSettings batch;

  @NotEmpty(
      message = "is required: at least one key by id, 32 bytes in Base64 (openssl rand -base64 32)")
  private final Map<String, @NotNull Secret> sealingKeys;

  @Valid private final WatchSettings watch;

  @Valid private final SweepSettings sweep;

  @Valid private final @Nullable VersionSettings versioning;

  private final @Nullable Prices prices;

  /**
   * This worker's version, for Temporal's Worker Versioning: a life stays with the version that it
   * began on. A version takes no lives before an operator makes it the current one.
   *
   * @param deployment the name that all versions share.
   * @param buildId which one this is, such as the release or the commit.
   */
  public record VersionSettings(
      @NotBlank(message = "is required: one name for all versions, such as mayfly") String deployment,
      @NotBlank(message = "is required: the release or the commit") String buildId) {}

  /**
   * The Batch account, and exactly one way to sign in there: its key, or Entra ID.
   *
   * @param url such as {@code https://acme.westeurope.batch.azure.com}.
   * @param account its name, which signing with the key needs.
   * @param client what sends the requests; default {@code azure-batch} (ADR 24).
   */
  public record BatchSettings(
      @NotNull(message = "is required: the account's address") URI url,
      @Nullable String account,
      @Nullable Secret key,
      @Valid @Nullable EntraSettings entra,
      BatchTransport client) {

    @JsonCreator
    @SuppressWarnings("NullAway") // an absent url is reported by its constraint
    public BatchSettings(
        @Nullable URI url,
        @Nullable String account,
        @Nullable Secret key,
        @Nullable EntraSettings entra,
        @Nullable BatchTransport client) {
      this.url = url;
      this.account = account;
      this.key = key;
      this.entra = entra;
      this.client = requireNonNullElse(client, BatchTransport.AZURE_BATCH);
    }

    /** Returns the account, whatever speaks to it. */
    public BatchAccount of() {
      return new BatchAccount(url, account, key, entra);
    }
  }

  /**
   * The pace of the watcher.
   *
   * @param every the pause between two polls of forge and Batch; default 5 s, at most 5 min.
   * @param requestsPerHour the forge credential's hourly budget, GitHub's 5,000 by default, as far
   *     as Mayfly may plan with it; the watcher and the sweep stay within a fifth of it each. Where
   *     the forge names a lower limit, that one counts.
   */
  public record WatchSettings(Duration every, @Min(60) int requestsPerHour) {

    // GitHub's primary rate limit of a personal access token. Rule gh-rate-limit.
    private static final int GITHUB_BUDGET = 5000;
    private static final Duration MOST = Duration.ofMinutes(5);

    @JsonCreator
    public WatchSettings(@Nullable Duration every, @Nullable Integer requestsPerHour) {
      this(
          requireNonNullElse(every, Duration.ofSeconds(5)),
          (int) requireNonNullElse(requestsPerHour, GITHUB_BUDGET));
    }
  }

  /**
   * The pace of the sweeps, which find what was lost.
   *
   * @param every the pause between two rounds; default 1 min, from 1 s to 1 h. The sweep stays
   *     within a fifth of the forge's budget however short it is.
   * @param enabled whether this worker begins the sweeps and keeps them running; default yes. One
   *     that runs is not ended.
   */
  public record SweepSettings(Duration every, boolean enabled) {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(1);

    @JsonCreator
    public SweepSettings(@Nullable Duration every, @Nullable Boolean enabled) {
      this(
          requireNonNullElse(every, Duration.ofMinutes(1)),
          (boolean) requireNonNullElse(enabled, true));
    }
  }

  /**
   * Takes what was read.
   *
   * @param sealingKeys by key id; the first one seals, all of them open.
   * @param prices in YAML the path of their file; absent: nothing is said of costs.
   */
  @JsonCreator
  @SuppressWarnings("NullAway") // absent YAML keys arrive as null; the constraints report them
  public WorkerConfiguration(
      @Nullable Fleet fleet,
      @Nullable TemporalSettings temporal,
      @Nullable Map<String, ForgeCredentials> forges,
      @Nullable BatchSettings batch,
      @Nullable Map<String, Secret> sealingKeys,
      @Nullable WatchSettings watch,
      @Nullable SweepSettings sweep,
      @Nullable VersionSettings versioning,
      @Nullable Prices prices) {
    super(fleet, temporal);
    this.forges = forges == null ? Map.of() : new LinkedHashMap<>(forges);
    this.batch = batch;
    this.sealingKeys = sealingKeys == null ? Map.of() : new LinkedHashMap<>(sealingKeys);
    this.watch = requireNonNullElse(watch, new WatchSettings(null, null));
    this.sweep = requireNonNullElse(sweep, new SweepSettings(null, null));
    this.versioning = versioning;
    this.prices = prices;
  }

  /** Returns the way to sign in at a forge, once {@link #check} has found nothing. */
  ForgeSignIn signIn(String name, Duration timeout, InstantSource clock) {
    return requireNonNull(forges.get(name), name)
        .signIn(fleet().forge(name).orElseThrow(), timeout, clock);
  }

  public BatchSettings batch() {
    return batch;
  }

  /** Returns the way to sign in at the Batch account. */
  public BatchSignIn batchSignIn() {
    return batch.of().signIn();
  }

  /** Returns what nodes and minutes cost; empty: nobody says. */
  public Optional<Prices> prices() {
    return Optional.ofNullable(prices);
  }

  public WatchSettings watch() {
    return watch;
  }

  public SweepSettings sweep() {
    return sweep;
  }

  /** Returns the settings of a forge's sweep that the common file does not hold. */
  public ForgeSweep.Settings sweep(String forge) {
    ForgeCredentials its = requireNonNull(forges.get(forge), forge);
    return new ForgeSweep.Settings(sweep.every(), its.webhook(), its.organizations());
  }

  /** Returns how long a job may wait before a check run says so, by forge; most have none. */
  Map<String, Duration> waitingChecks() {
    Map<String, Duration> checks = new LinkedHashMap<>();
    forges.forEach(
        (forge, its) -> {
          if (its.waitingCheckAfter() != null) {
            checks.put(forge, its.waitingCheckAfter());
          }
        });
    return checks;
  }

  /** Absent unless Worker Versioning is wanted. */
  public Optional<VersionSettings> versioning() {
    return Optional.ofNullable(versioning);
  }

  /** Returns the ids of the sealing keys, in the file's order: the first one seals. */
  public String keyIds() {
    return String.join("+", sealingKeys.keySet());
  }

  /** The sealing keys, in the file's order. */
  public Sealer sealer() {
    Map<String, String> revealed = new LinkedHashMap<>();
    sealingKeys.forEach((id, key) -> revealed.put(id, key.reveal()));
    return new Sealer(revealed);
  }

  @Override
  protected void check(BiConsumer<String, String> fault) {
    super.check(fault);
    checkKeys(fault);
    if (batch != null) {
      batch.of().check("batch", fault);
    }
    checkForges(fault);
    if (watch.every().compareTo(WatchSettings.MOST) > 0) {
      fault.accept("watch.every", "must be at most 5m: nothing comes true between two looks");
    }
    if (sweep.every().compareTo(SweepSettings.LEAST) < 0
        || sweep.every().compareTo(SweepSettings.MOST) > 0) {
      fault.accept("sweep.every", "must be between 1s and 1h");
    }
    if (fleet() == null || fleet().forges().isEmpty()) {
      return;
    }
    for (String forge : fleet().forges().keySet()) {
      if (!forges.containsKey(forge)) {
        fault.accept(
            "forges." + forge + ".token",
            "expected a token for this forge of the common file, such as {env: "
                + forge.toUpperCase(Locale.ROOT)
                + "_TOKEN}, or an app");
      }
    }
    String known = fleet().forges().keySet().stream().collect(Collectors.joining(", "));
    forges.keySet().stream()
        .filter(forge -> fleet().forge(forge).isEmpty())
        .forEach(
            forge ->
                fault.accept(
                    "forges." + forge, "no forge of this name; the common file has " + known));
  }

  private void checkKeys(BiConsumer<String, String> fault) {
    sealingKeys.forEach(
        (id, key) ->
            usable("sealingKeys." + id, () -> new Sealer(Map.of(id, key.reveal())), fault));
  }

  private void checkForges(BiConsumer<String, String> fault) {
    forges.forEach(
        (name, its) ->
            its.check(
                "forges." + name, Optional.ofNullable(fleet()).flatMap(f -> f.forge(name)), fault));
  }
}
