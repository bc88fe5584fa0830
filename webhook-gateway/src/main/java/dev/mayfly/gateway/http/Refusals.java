package dev.mayfly.gateway.http;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The answers to requests that are not served, in words that tell the operator of the forge or of
 * Mayfly what to do. None repeats a secret, a digest or a body.
 */
public final class Refusals {

  static final String REFUSED = "refused";

  static final String OVERLOADED = "overloaded";

  private Refusals() {}

  /**
   * @param endpoint what the paths begin with: {@code webhooks}.
   */
  static Answer unknownForge(String endpoint, Collection<String> known) {
    return Answer.of(
        404,
        REFUSED,
        known.isEmpty()
            ? "no forge is configured that sends " + endpoint
            : "no forge of this name is configured; send "
                + endpoint
                + " to "
                + known.stream()
                    .map(f -> "/" + endpoint + "/" + f)
                    .collect(Collectors.joining(" or ")));
  }

  static Answer elsewhere() {
    return Answer.of(
        404,
        REFUSED,
        "nothing is here: webhooks go to /webhooks/ and the forge's name in mayfly.yml, and the"
            + " health check is at the admin port");
  }

  static Answer notPost() {
    return Answer.of(405, REFUSED, "forges send webhooks by POST, and nothing else is served here");
  }

  static Answer foreign(String forge) {
    return Answer.of(
        403,
        REFUSED,
        "this is not an address that forge "
            + forge
            + " sends webhooks from: the gateway's log has the address; compare it with sources in"
            + " gateway.yml");
  }

  static Answer sourcesUnknown(String forge) {
    return Answer.of(
        503,
        "unavailable",
        "the addresses that forge "
            + forge
            + " sends webhooks from are not known yet; deliver this again once the gateway's health"
            + " check is green");
  }

  static Answer tooLarge() {
    return Answer.of(
        413, REFUSED, "the body is larger than 25 MiB, which no webhook of a forge is");
  }

  static Answer notJson() {
    return Answer.of(
        415,
        REFUSED,
        "the body must be application/json: set the webhook's content type to application/json");
  }

  public static Answer signature(String forge, @Nullable String signature) {
    String found =
        signature == null
            ? "the header X-Hub-Signature-256 is missing: give the webhook a secret, the one"
            : signature.equals("sha256=")
                ? "the signature is empty: give the webhook a secret, the one"
                : "the signature is not right: compare the webhook's secret with the ones";
    return Answer.of(401, REFUSED, found + " under secrets." + forge + " in gateway.yml");
  }

  public static Answer bearer(String forge, @Nullable String authorization) {
    String found =
        authorization == null
            ? "the header Authorization is missing: send \"Bearer SECRET\" with one of the secrets"
            : "the header Authorization does not hold \"Bearer SECRET\" with one of the secrets";
    return Answer.of(401, REFUSED, found + " under secrets." + forge + " in gateway.yml");
  }

  public static Answer noEvent() {
    return Answer.of(
        400, REFUSED, "the header X-GitHub-Event is missing: is this a webhook of a forge?");
  }

  public static Answer malformed(MalformedDeliveryException e) {
    return Answer.of(400, REFUSED, String.valueOf(e.getMessage()));
  }

  static Answer brokenOff() {
    return Answer.of(400, REFUSED, "the body broke off, or did not come within 30 seconds");
  }

  public static Answer unavailable() {
    return Answer.of(
        503,
        "unavailable",
        "Temporal cannot be reached, so nothing was started; deliver this again once the gateway's"
            + " health check is green");
  }

  public static Answer overloaded() {
    return Answer.of(
        503,
        OVERLOADED,
        "more comes in than the gateway and Temporal take, so this was not taken; deliver it again"
            + " in a moment, and if it stays so, see the gateway's health check");
  }

  public static Answer defect() {
    return Answer.of(
        500, "failed", "an error inside Mayfly; its log has the details under this delivery's id");
  }
}
