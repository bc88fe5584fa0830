package dev.mayfly.workflows.cost;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The prices of nodes and minutes, as the operator pays them: nothing is fetched.
 *
 * @param currency of all amounts.
 * @param nodes the nodes of each Batch pool, by the pools whose tasks run there.
 * @param forges what a forge charges for the jobs of runners that are not its own; default nothing.
 * @param fixed what is paid by the hour, whatever runs; default nothing.
 */
public record Prices(
    @NotNull(message = "is required: a currency such as USD") @Pattern(regexp = "[A-Z]{3}", message = "must be a currency such as USD") String currency,
    List<@Valid @NotNull Nodes> nodes,
    Map<String, List<@Valid @NotNull PlatformRate>> forges,
    List<@Valid @NotNull Fixed> fixed) {

  /** A price that holds from the beginning of a day, in UTC, until another one of its kind does. */
  public interface Dated {
    LocalDate validFrom();
  }

  /**
   * The nodes of a Batch pool.
   *
   * @param pools whose tasks run on them.
   * @param kind which of its nodes; default dedicated.
   * @param slotsPerNode how many tasks a node runs at once, as the Batch pool has it; default 1.
   */
  public record Nodes(
      @NotEmpty(message = "is required: the pools whose tasks run on these nodes") List<@NotBlank String> pools,
      Kind kind,
      @Min(value = 1, message = "must be at least 1") int slotsPerNode,
      @NotEmpty(message = "is required: at least one price of a node-hour") List<@Valid @NotNull NodePrice> prices) {

    @JsonCreator
    public Nodes(
        @Nullable List<String> pools,
        @Nullable Kind kind,
        @Nullable Integer slotsPerNode,
        @Nullable List<NodePrice> prices) {
      this(
          orNone(pools),
          requireNonNullElse(kind, Kind.DEDICATED),
          (int) requireNonNullElse(slotsPerNode, 1),
          orNone(prices));
    }

    /** Returns what one slot costs for that time; empty where it has no price yet. */
    public Optional<BigDecimal> slot(long millis, Instant at) {
      return price(at).map(price -> Costs.amount(price.nodeHour(), millis, slotsPerNode));
    }

    /** Returns what one node costs for that time; empty where it has no price yet. */
    public Optional<BigDecimal> node(long millis, Instant at) {
      return price(at).map(price -> Costs.amount(price.nodeHour(), millis, 1));
    }

    Optional<NodePrice> price(Instant at) {
      return Prices.at(prices, at);
    }

    /** Returns the pool that they are named by. */
    String name() {
      return pools.get(0);
    }
  }

  /**
   * The price of a node.
   *
   * @param nodeHour for each hour that it is in the pool.
   * @param hostedMinute what the forge takes for a minute of its own machine of this size; absent:
   *     nothing is compared.
   */
  public record NodePrice(
      @NotNull(message = "is required: a date such as 2026-01-31") LocalDate validFrom,
      @NotNull(message = "is required: an amount such as 0.192") @PositiveOrZero @Digits(integer = 9, fraction = 9) BigDecimal nodeHour,
      @Nullable @PositiveOrZero @Digits(integer = 9, fraction = 9) BigDecimal hostedMinute)
      implements Dated {}

  /** The price that a forge takes for a minute of a job on a runner that is not its own. */
  public record PlatformRate(
      @NotNull(message = "is required: a date such as 2026-01-31") LocalDate validFrom,
      @NotNull(message = "is required: an amount such as 0.002") @PositiveOrZero @Digits(integer = 9, fraction = 9) BigDecimal minute)
      implements Dated {}

  /** A price that is paid by the hour, whatever runs; of one name, the newest holds. */
  public record Fixed(
      @NotBlank(message = "is required: what it is paid for") String name,
      @NotNull(message = "is required: a date such as 2026-01-31") LocalDate validFrom,
      @NotNull(message = "is required: an amount such as 0.025") @PositiveOrZero @Digits(integer = 9, fraction = 9) BigDecimal hour)
      implements Dated {}

  @SuppressWarnings("NullAway") // absent YAML keys arrive as null; the constraints report them
  public Prices(
      @Nullable String currency,
      @Nullable List<Nodes> nodes,
      @Nullable Map<String, List<PlatformRate>> forges,
      @Nullable List<Fixed> fixed) {
    this.currency = currency;
    this.nodes = orNone(nodes);
    this.forges = forges == null ? Map.of() : Map.copyOf(forges);
    this.fixed = orNone(fixed);
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** Returns the nodes on which a pool's tasks run; empty where nothing says what they cost. */
  public Optional<Nodes> of(String pool) {
    return nodes.stream().filter(it -> it.pools().contains(pool)).findFirst();
  }

  Prices withoutFixed() {
    return new Prices(currency, nodes, forges, List.of());
  }

  static <T extends Dated> Optional<T> at(List<T> prices, Instant at) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    return prices.stream()
        .filter(price -> !price.validFrom().isAfter(day))
        .max(Comparator.comparing(Dated::validFrom));
  }
}
