package dev.mayfly.workflows.cost;

import static java.util.Comparator.comparing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** An amount in shares whose sum is that amount, to the last digit. */
final class Split {

  private Split() {}

  /**
   * Gives the units that are left after rounding down to the largest remainders, the first of equal
   * ones first.
   *
   * @param weights none negative, not all zero.
   */
  static List<BigDecimal> of(BigDecimal total, List<Long> weights) {
    BigInteger units = total.unscaledValue();
    BigInteger sum =
        weights.stream().map(BigInteger::valueOf).reduce(BigInteger::add).orElseThrow();
    List<BigInteger[]> shares =
        weights.stream()
            .map(weight -> units.multiply(BigInteger.valueOf(weight)).divideAndRemainder(sum))
            .toList();
    int left =
        units
            .subtract(shares.stream().map(it -> it[0]).reduce(BigInteger.ZERO, BigInteger::add))
            .intValueExact();
    List<BigInteger> given = new ArrayList<>(shares.stream().map(it -> it[0]).toList());
    IntStream.range(0, shares.size())
        .boxed()
        .sorted(comparing((Integer i) -> shares.get(i)[1]).reversed())
        .limit(left)
        .forEach(i -> given.set(i, given.get(i).add(BigInteger.ONE)));
    return given.stream().map(it -> new BigDecimal(it, total.scale())).toList();
  }
}
