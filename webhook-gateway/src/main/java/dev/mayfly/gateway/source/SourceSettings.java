package dev.mayfly.gateway.source;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code sources} of {@code gateway.yml}.
 *
 * @param mode {@code off} (default), {@code report} or {@code enforce}.
 * @param trustedProxies proxies whose {@code X-Forwarded-For} is believed; default none: the
 *     address of the connection counts.
 * @param ranges by forge, where its webhooks come from. A GitHub without an entry is asked for its
 *     own ({@code /meta}); every other forge needs one.
 */
public record SourceSettings(
    Mode mode, List<AddressRange> trustedProxies, Map<String, List<AddressRange>> ranges) {

  /** The treatment of a request from elsewhere. */
  public enum Mode {
    /** Nothing is looked at. */
    OFF,
    /** It is served, logged and counted. */
    REPORT,
    /** It is refused with 403 before its body is read. */
    ENFORCE
  }

  public static final SourceSettings DEFAULT = new SourceSettings(null, null, null);

  @JsonCreator
  public SourceSettings(
      @Nullable Mode mode,
      @Nullable List<AddressRange> trustedProxies,
      @Nullable Map<String, List<AddressRange>> ranges) {
    this.mode = requireNonNullElse(mode, Mode.OFF);
    this.trustedProxies = trustedProxies == null ? List.of() : List.copyOf(trustedProxies);
    this.ranges = ranges == null ? Map.of() : new LinkedHashMap<>(ranges);
  }

  public boolean isOff() {
    return mode == Mode.OFF;
  }
}
