package dev.mayfly.workflows.fleet;

import static java.util.Objects.requireNonNullElse;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way in which the nodes of a pool's Batch pool follow its queue. Its slots per node are the
 * Batch pool's own.
 *
 * @param minimum nodes that are always there; default 0.
 * @param maximum nodes at most.
 * @param warm more than the minimum at some hours.
 * @param timeZone of those hours; default UTC.
 * @param idle how long nodes stay that are not needed; default 10 min, shorter than which a node's
 *     boot is paid for too often.
 * @param gather how long demand must have been quiet before nodes are asked for, three times as
 *     long at most; default 5 s. A resize blocks the next one until its nodes have booted.
 * @param nodes which kind of them; default dedicated.
 * @param formula for Batch's autoscale, when the nodes are handed back to it; default the
 *     template's corrected one with this minimum and maximum.
 */
public record ScalingSettings(
    @Min(value = 0, message = "must not be negative") int minimum,
    @NotNull(message = "is required: the most nodes that there may be") @Min(value = 1, message = "must be at least 1") Integer maximum,
    List<@Valid @NotNull Warm> warm,
    String timeZone,
    Duration idle,
    Duration gather,
    Kind nodes,
    @Nullable @Size(
            max = ScalingSettings.LONGEST_FORMULA,
            message = "must be 8192 characters at most, as Batch has it")
        @Pattern(
            regexp = "(?s).*taskcompletion.*",
            message =
                "must set $NodeDeallocationOption = taskcompletion: all else kills running jobs")
        String formula) {

  static final int LONGEST_FORMULA = 8192;

  /** The kinds of nodes that Azure sells: spot nodes are cheap, and taken away while jobs run. */
  public enum Kind {
    DEDICATED,
    SPOT
  }

  /**
   * Nodes that are there at some hours though they are not needed.
   *
   * @param from the time of day, {@code 07:00}.
   * @param until a later time of the same day, {@code 24:00} at most.
   * @param days default all.
   */
  public record Warm(
      @Min(value = 1, message = "must be at least 1") int nodes,
      @NotNull(message = "is required: a time such as 07:00") @Pattern(regexp = Warm.TIME, message = "must be a time such as 07:00") String from,
      @NotNull(message = "is required: a time such as 19:00") @Pattern(regexp = Warm.TIME + "|24:00", message = "must be a time such as 19:00") String until,
      List<DayOfWeek> days) {

    static final String TIME = "([01][0-9]|2[0-3]):[0-5][0-9]";

    @SuppressWarnings("NullAway") // absent YAML keys arrive as null; the constraints report them
    public Warm(int nodes, String from, String until, @Nullable List<DayOfWeek> days) {
      this.nodes = nodes;
      this.from = from;
      this.until = until;
      this.days = days == null || days.isEmpty() ? List.of(DayOfWeek.values()) : List.copyOf(days);
    }
  }

  @SuppressWarnings("NullAway") // absent YAML keys arrive as null; the constraints report them
  public ScalingSettings(
      int minimum,
      Integer maximum,
      @Nullable List<Warm> warm,
      @Nullable String timeZone,
      @Nullable Duration idle,
      @Nullable Duration gather,
      @Nullable Kind nodes,
      @Nullable String formula) {
    this.minimum = minimum;
    this.maximum = maximum;
    this.warm = warm == null ? List.of() : List.copyOf(warm);
    this.timeZone = requireNonNullElse(timeZone, "UTC");
    this.idle = requireNonNullElse(idle, Duration.ofMinutes(10));
    this.gather = requireNonNullElse(gather, Duration.ofSeconds(5));
    this.nodes = requireNonNullElse(nodes, Kind.DEDICATED);
    this.formula = formula;
  }
}
