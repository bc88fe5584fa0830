package dev.mayfly.worker;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.service.Secret;
import dev.mayfly.service.ServiceConfiguration;
import dev.mayfly.service.TemporalSettings;
import dev.mayfly.worker.batch.BatchCredentials;
import dev.mayfly.worker.forge.TokenAuth;
import dev.mayfly.worker.seal.Sealer;
import dev.mayfly.workflows.Fleet;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The worker's file, {@code worker.yml}. */
public final class WorkerConfiguration extends ServiceConfiguration {

  @Valid private final Map<String, @Valid @NotNull ForgeCredentials> forges;

  @Valid @NotNull(message = "is required: url, account and key of the Batch account") private final BatchSettings batch;

  @NotEmpty(
      message = "is required: at least one key by id, 32 bytes in Base64 (openssl rand -base64 32)")
  private final Map<String, @NotNull Secret> sealingKeys;

  @Valid private final WatchSettings watch;

  @Valid private final @Nullable VersionSettings versioning;

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
   * How the worker signs in at a forge.
   *
   * @param token a personal access token; see the README for its scopes.
   */
  public record ForgeCredentials(
      @NotNull(message = "is required: {env: NAME} or {file: PATH}") Secret token) {}

  /**
   * The Batch account.
   *
   * @param url such as {@code https://acme.westeurope.batch.azure.com}.
   */
  public record BatchSettings(
      @NotNull(message = "is required: the account's address") URI url,
      @NotBlank String account,
      @NotNull(message = "is required: {env: NAME} or {file: PATH}") Secret key) {}

  /**
   * How often the worker looks.
   *
   * @param every the pause between two looks at forge and Batch; default 5 s, at most 5 min.
   * @param requestsPerHour the forge credential's hourly budget, GitHub's 5,000 by default, as far
   *     as Mayfly may plan with it; the watcher and the sweep stay within a fifth of it each. Where
   *     the forge names a lower limit, that one counts.
   */
  public record WatchSettings(Duration every, @Min(60) int requestsPerHour) {

    // GitHub's primary rate limit of a personal access token.
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
   * Takes what was read.
   *
   * @param sealingKeys by key id; the first one seals, all of them open.
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
      @Nullable VersionSettings versioning) {
    super(fleet, temporal);
    this.forges = forges == null ? Map.of() : new LinkedHashMap<>(forges);
    this.batch = batch;
    this.sealingKeys = sealingKeys == null ? Map.of() : new LinkedHashMap<>(sealingKeys);
    this.watch = requireNonNullElse(watch, new WatchSettings(null, null));
    this.versioning = versioning;
  }

  public Secret token(String forge) {
    return requireNonNull(forges.get(forge), forge).token();
  }

  public BatchSettings batch() {
    return batch;
  }

  public WatchSettings watch() {
    return watch;
  }

  /** Absent unless Worker Versioning is wanted. */
  public Optional<VersionSettings> versioning() {
    return Optional.ofNullable(versioning);
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
    checkCredentials(fault);
    if (watch.every().compareTo(WatchSettings.MOST) > 0) {
      fault.accept("watch.every", "must be at most 5m: nothing comes true between two looks");
    }
    if (fleet() == null) {
      return;
    }
    for (String forge : fleet().forges().keySet()) {
      if (!forges.containsKey(forge)) {
        fault.accept(
            "forges." + forge + ".token",
            "expected a token for this forge of the common file, such as {env: "
                + forge.toUpperCase(Locale.ROOT)
                + "_TOKEN}");
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

  @SuppressWarnings("NullAway") // what is absent is reported by its constraint
  private void checkCredentials(BiConsumer<String, String> fault) {
    if (batch != null && batch.url() != null && batch.account() != null && batch.key() != null) {
      usable(
          "batch.key",
          () -> new BatchCredentials(batch.url(), batch.account(), batch.key().reveal()),
          fault);
    }
    forges.forEach(
        (name, forge) -> {
          if (forge.token() != null) {
            usable("forges." + name + ".token", () -> new TokenAuth(forge.token().reveal()), fault);
          }
        });
  }

  private static void usable(String path, Supplier<?> made, BiConsumer<String, String> fault) {
    try {
      requireNonNull(made.get());
    } catch (IllegalArgumentException e) {
      fault.accept(path, String.valueOf(e.getMessage()));
    }
  }
}
