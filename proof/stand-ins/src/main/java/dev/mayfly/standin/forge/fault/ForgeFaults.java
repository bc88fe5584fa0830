package dev.mayfly.standin.forge.fault;

import com.sun.net.httpserver.Filter;
import dev.mayfly.standin.server.Countdown;
import dev.mayfly.standin.server.SeededRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a forge, switched on by a test or by {@code PUT /_faults} with lines of {@code
 * name=value}. Nothing goes wrong by itself. Thread-safe.
 */
public final class ForgeFaults {

  /** An error that the API answers with instead of doing anything. Rule gh-secondary-limit. */
  public enum Answer {
    SERVER_ERROR(500),
    BAD_GATEWAY(502),
    RATE_LIMITED(403),
    TOO_MANY_REQUESTS(429);

    private final int status;

    Answer(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** The scopes of a classic token that may do all that Mayfly needs. */
  private static final Set<String> ALL_SCOPES =
      Set.of("admin:org", "admin:org_hook", "manage_runners:enterprise", "repo");

  private final Set<String> hidden = ConcurrentHashMap.newKeySet();
  private final ForgeOutages outages;
  private final Countdown losses = new Countdown();
  private final Countdown vanishings = new Countdown();
  private boolean silent;
  private final Countdown repeats = new Countdown();
  private int answers;
  private @Nullable Answer answer;
  private Duration deliveryDelay = Duration.ZERO;
  private Duration latency = Duration.ZERO;
  private boolean deprecated;
  private boolean hooksForbidden;
  private boolean tokensForbidden;
  private boolean hookInactive;
  private boolean signsWrongly;
  private Set<String> scopes = ALL_SCOPES;
  private @Nullable Instant tokenExpiry;
  private Duration young = Duration.ZERO;
  private int youngStatus;
  private DeliveryFaults byChance = DeliveryFaults.NONE;

  public ForgeFaults(InstantSource clock) {
    this.outages = new ForgeOutages(clock);
  }

  /** The next deliveries never arrive; the deliveries API shows them as failed. */
  public void loseDeliveries(int count) {
    losses.set(count);
  }

  /** The next events never become deliveries: nothing arrives, and nothing is on record. */
  public void swallowDeliveries(int count) {
    vanishings.set(count);
  }

  /** Sets whether from now on no event becomes a delivery. */
  public synchronized void silence(boolean allEvents) {
    silent = allEvents;
  }

  /** From now on, and for so long, the API answers nobody as it should. */
  public void begin(Outage outage) {
    outages.begin(outage);
  }

  /** Every outage since the start, the one that there may be included, the first first. */
  public List<Outage.Log> outages() {
    return outages.logs();
  }

  /** The next deliveries arrive twice. */
  public void repeatDeliveries(int count) {
    repeats.set(count);
  }

  /** Every delivery from now on sets out this late. */
  public synchronized void delayDeliveries(Duration delay) {
    deliveryDelay = delay;
  }

  /** From now on chance rules over deliveries. */
  public synchronized void disturb(DeliveryFaults by) {
    byChance = by;
  }

  /** The next API requests are answered so, and nothing else happens. */
  public synchronized void answerNext(int count, Answer with) {
    answers = count;
    answer = with;
  }

  /** Every API request from now on takes this much longer. */
  public synchronized void slowDown(Duration by) {
    latency = by;
  }

  /** Lists of runners miss this one, though it lives; a look by its id still finds it. */
  public void hideRunner(String name) {
    hidden.add(name.toLowerCase(Locale.ROOT));
  }

  /** Runners get no jobs because their version is deprecated, whichever it is. */
  public synchronized void deprecateRunners(boolean refuse) {
    deprecated = refuse;
  }

  /** The token may not see webhooks any more; all else it may. */
  public synchronized void forbidHooks(boolean forbid) {
    hooksForbidden = forbid;
  }

  /** The token may mint no registration tokens any more; all else it may. */
  public synchronized void forbidTokens(boolean forbid) {
    tokensForbidden = forbid;
  }

  /** The webhook is switched off: it is listed as such, and delivers nothing. */
  public synchronized void deactivateHook(boolean off) {
    hookInactive = off;
  }

  /** Deliveries are signed with a secret that the receiver does not have. */
  public synchronized void signWrongly(boolean wrongly) {
    signsWrongly = wrongly;
  }

  /** The token has these scopes alone, as a classic one's answers tell. Rule gh-token-headers. */
  public synchronized void grant(String... some) {
    scopes = Set.of(some);
  }

  /** The token expires then, as its answers tell; it goes on being taken. */
  public synchronized void expireToken(Instant at) {
    tokenExpiry = at;
  }

  /**
   * An installation's token is refused so until it is this old. Rule gh-installation-token-young.
   */
  public synchronized void spreadTokensSlowly(Duration within, int status) {
    if (status != 401 && status != 403) {
      throw new IllegalArgumentException("a new token is refused with 401 or 403, not " + status);
    }
    young = within;
    youngStatus = status;
  }

  /** Everything works again. */
  public synchronized void heal() {
    hidden.clear();
    outages.end();
    losses.set(0);
    vanishings.set(0);
    silent = false;
    repeats.set(0);
    answers = 0;
    deliveryDelay = Duration.ZERO;
    latency = Duration.ZERO;
    deprecated = false;
    hooksForbidden = false;
    tokensForbidden = false;
    hookInactive = false;
    signsWrongly = false;
    scopes = ALL_SCOPES;
    tokenExpiry = null;
    young = Duration.ZERO;
    byChance = DeliveryFaults.NONE;
  }

  /**
   * @throws IllegalArgumentException for a name or value that it does not know; the faults before
   *     it may be switched on already.
   */
  public void set(Properties lines) {
    Answer with =
        switch (lines.getProperty("answer", "500")) {
          case "500" -> Answer.SERVER_ERROR;
          case "502" -> Answer.BAD_GATEWAY;
          case "403" -> Answer.RATE_LIMITED;
          case "429" -> Answer.TOO_MANY_REQUESTS;
          default -> throw new IllegalArgumentException("answer is one of 500, 502, 403, 429");
        };
    for (String name : lines.stringPropertyNames()) {
      String value = lines.getProperty(name);
      try {
        switch (name) {
          case "lose" -> loseDeliveries(Integer.parseInt(value));
          case "swallow" -> swallowDeliveries(Integer.parseInt(value));
          case "silent" -> silence(Boolean.parseBoolean(value));
          case "outage" -> begin(outage(lines));
          case "repeat" -> repeatDeliveries(Integer.parseInt(value));
          case "delay" -> delayDeliveries(Duration.parse("PT" + value));
          case "answer" -> answerNext(Integer.parseInt(lines.getProperty("count", "1")), with);
          case "count", "seed", "outageKind", "outageHitsRunners", "youngAnswer" -> {}
          case "repeatPercent", "losePercent", "vanishPercent", "hold" -> disturb(byChance(lines));
          case "latency" -> slowDown(Duration.parse("PT" + value));
          case "hide" -> hideRunner(value);
          case "forbidHooks" -> forbidHooks(Boolean.parseBoolean(value));
          case "young" ->
              spreadTokensSlowly(
                  Duration.parse("PT" + value),
                  Integer.parseInt(lines.getProperty("youngAnswer", "401")));
          case "deprecate" -> deprecateRunners(Boolean.parseBoolean(value));
          default ->
              throw new IllegalArgumentException(
                  "no such fault: "
                      + name
                      + "; there are lose, swallow, silent, repeat, delay, repeatPercent,"
                      + " losePercent, vanishPercent, hold, seed, answer, count, latency, outage,"
                      + " outageKind, outageHitsRunners, hide, forbidHooks, young, youngAnswer,"
                      + " deprecate");
        }
      } catch (NumberFormatException | DateTimeParseException e) {
        throw new IllegalArgumentException(
            name + "=" + value + ": expected a number, or a time such as 1.5s", e);
      }
    }
  }

  private static DeliveryFaults byChance(Properties lines) {
    return new DeliveryFaults(
        new SeededRandom(Long.parseLong(lines.getProperty("seed", "0"))),
        Integer.parseInt(lines.getProperty("repeatPercent", "0")),
        Integer.parseInt(lines.getProperty("losePercent", "0")),
        Integer.parseInt(lines.getProperty("vanishPercent", "0")),
        Duration.parse("PT" + lines.getProperty("hold", "0s")));
  }

  private static Outage outage(Properties lines) {
    return new Outage(
        switch (lines.getProperty("outageKind", "500")) {
          case "500" -> Outage.Kind.SERVER_ERRORS;
          case "403" -> Outage.Kind.RATE_LIMITED;
          case "drop" -> Outage.Kind.DROPPED;
          case "unauthorized" -> Outage.Kind.UNAUTHORIZED;
          case "forbidden" -> Outage.Kind.FORBIDDEN;
          case "hidden" -> Outage.Kind.HIDDEN;
          default ->
              throw new IllegalArgumentException(
                  "outageKind is one of 500, 403, drop, unauthorized, forbidden, hidden");
        },
        Duration.parse("PT" + lines.getProperty("outage")),
        Boolean.parseBoolean(lines.getProperty("outageHitsRunners", "false")));
  }

  /** Returns the filter that has to stand before everything else that a server does. */
  public Filter filter() {
    return outages;
  }

  public synchronized DeliveryFaults byChance() {
    return byChance;
  }

  public boolean takeLoss() {
    return losses.take();
  }

  public synchronized boolean takeVanishing() {
    return silent || vanishings.take();
  }

  public boolean takeRepeat() {
    return repeats.take();
  }

  synchronized @Nullable public Answer takeAnswer() {
    return answers > 0 && answers-- > 0 ? answer : null;
  }

  public synchronized Duration deliveryDelay() {
    return deliveryDelay;
  }

  public synchronized Duration latency() {
    return latency;
  }

  public synchronized boolean deprecatesRunners() {
    return deprecated;
  }

  /** Returns the status that a token of this age is refused with; 0: it is not. */
  public synchronized int refusalOf(Duration age) {
    return age.compareTo(young) < 0 ? youngStatus : 0;
  }

  /** Returns whether the token may not ask for this path, by what was forbidden. */
  public synchronized boolean forbids(String path) {
    return (hooksForbidden && path.matches(".*/hooks.*"))
        || (tokensForbidden && path.endsWith("/registration-token"));
  }

  public synchronized boolean hookIsActive() {
    return !hookInactive;
  }

  public synchronized boolean signsWrongly() {
    return signsWrongly;
  }

  /** The scopes of the token, in the order of the alphabet. */
  public synchronized Set<String> scopes() {
    return new TreeSet<>(scopes);
  }

  public synchronized Optional<Instant> tokenExpiry() {
    return Optional.ofNullable(tokenExpiry);
  }

  public boolean hides(String runner) {
    return hidden.contains(runner.toLowerCase(Locale.ROOT));
  }
}
