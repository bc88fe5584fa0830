package dev.mayfly.standin.forge;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a stand-in forge.
 *
 * @param port 0 for a free one.
 * @param organization the organization that exists; an enterprise of the same name exists too.
 * @param token what API requests must bear. The same with {@link #READ_ONLY} behind it is known but
 *     may neither administer nor change anything.
 * @param webhook where events go; absent: nowhere.
 * @param secret what deliveries are signed with.
 * @param rateLimit how many API requests an hour are answered; GitHub's only. By default what
 *     GitHub Enterprise Cloud gives an installation.
 * @param apps the Apps that may act beside the token; where there are any, the webhook is the first
 *     one's.
 */
public record StandInSettings(
    int port,
    String organization,
    String token,
    @Nullable URI webhook,
    String secret,
    Patience patience,
    Dialect dialect,
    int rateLimit,
    List<StandInApp> apps) {

  public static final String READ_ONLY = "-read-only";

  public static final StandInSettings DEFAULT =
      new StandInSettings(
          0,
          "acme",
          "stand-in-token",
          null,
          "stand-in-secret",
          Patience.OF_GITHUB,
          Dialect.GITHUB,
          15_000,
          List.of());

  /**
   * The time-outs of a forge.
   *
   * @param tokenLifetime of registration and remove tokens.
   * @param offlineAfter silence after which a runner counts as offline.
   * @param pickUp how long a runner has to start the job that it was given, before another gets it.
   * @param jobLease silence of a busy runner after which its job has failed.
   */
  public record Patience(
      Duration tokenLifetime, Duration offlineAfter, Duration pickUp, Duration jobLease) {

    /** GitHub's own: docs and actions/runner #1546. Rule gh-pick-up-minute. Rule gh-job-lease. */
    public static final Patience OF_GITHUB =
        new Patience(
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10));

    /** For a demo and tests: what takes minutes at GitHub takes seconds. */
    public static final Patience SHORT =
        new Patience(
            Duration.ofHours(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(6));

    public Patience withTokenLifetime(Duration lifetime) {
      return new Patience(lifetime, offlineAfter, pickUp, jobLease);
    }
  }

  public StandInSettings {
    requireNonNull(organization, "organization");
    requireNonNull(token, "token");
    requireNonNull(secret, "secret");
    requireNonNull(patience, "patience");
    requireNonNull(dialect, "dialect");
    apps = List.copyOf(apps);
    if (rateLimit < 1) {
      throw new IllegalArgumentException("not a rate limit: " + rateLimit);
    }
  }

  public StandInSettings withWebhook(URI url, String newSecret) {
    return new StandInSettings(
        port, organization, token, url, newSecret, patience, dialect, rateLimit, apps);
  }

  public StandInSettings withPort(int newPort) {
    return new StandInSettings(
        newPort, organization, token, webhook, secret, patience, dialect, rateLimit, apps);
  }

  public StandInSettings withToken(String newToken) {
    return new StandInSettings(
        port, organization, newToken, webhook, secret, patience, dialect, rateLimit, apps);
  }

  public StandInSettings withOrganization(String login) {
    return new StandInSettings(
        port, login, token, webhook, secret, patience, dialect, rateLimit, apps);
  }

  public StandInSettings withPatience(Patience newPatience) {
    return new StandInSettings(
        port, organization, token, webhook, secret, newPatience, dialect, rateLimit, apps);
  }

  public StandInSettings withDialect(Dialect other) {
    return new StandInSettings(
        port, organization, token, webhook, secret, patience, other, rateLimit, apps);
  }

  /**
   * @param perHour how many API requests.
   */
  public StandInSettings withRateLimit(int perHour) {
    return new StandInSettings(
        port, organization, token, webhook, secret, patience, dialect, perHour, apps);
  }

  public StandInSettings withApps(List<StandInApp> all) {
    return new StandInSettings(
        port, organization, token, webhook, secret, patience, dialect, rateLimit, all);
  }

  @Override
  public String toString() {
    return "StandInSettings[port="
        + port
        + ", organization="
        + organization
        + ", dialect="
        + dialect
        + "]";
  }
}
