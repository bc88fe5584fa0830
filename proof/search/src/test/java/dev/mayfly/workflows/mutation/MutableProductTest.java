package dev.mayfly.workflows.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutableProductTest {

  /** The product of this test. */
  static final class Bakery {

    private Bakery() {}

    static int loaves() {
      return isOpen() ? Math.addExact(20, 22) : 0;
    }

    private static boolean isOpen() {
      return true;
    }

    static int dozens() {
      return Math.addExact(1, 1) + Math.addExact(1, 1);
    }
  }

  /** The question to the bakery. */
  public static final class Order implements Callable<Integer> {
    @Override
    public Integer call() {
      return Bakery.loaves();
    }
  }

  /** Mutants of the bakery, of which some do not fit it. */
  enum Baker implements Mutant {
    TAKES_AWAY,
    IS_CLOSED,
    IS_IDLE,
    BAKES_DOZENS,
    BAKES_NOTHING,
    BAKES_ROLLS,
    BAKES_AS_NOBODY_DOES;

    @Override
    public Place place() {
      return switch (this) {
        case TAKES_AWAY, IS_IDLE -> add("loaves", "addExact", "add");
        case IS_CLOSED -> Mutant.skip(Bakery.class, "isOpen");
        case BAKES_DOZENS -> add("dozens", "addExact", "add");
        case BAKES_NOTHING -> add("loaves", "multiplyExact", "add");
        case BAKES_ROLLS -> Mutant.skip(Bakery.class, "rolls");
        case BAKES_AS_NOBODY_DOES -> add("loaves", "addExact", "divide");
      };
    }

    private static Place add(String method, String called, String instead) {
      return Mutant.call(Bakery.class, method, Math.class, called, Baker.class, instead);
    }

    static int add(int these, int those) {
      return TAKES_AWAY.isOn() ? these - those : these + those;
    }
  }

  @Test
  void oneMutantIsOnAtATimeAndTheRealProductIsLeftAlone() throws Exception {
    MutableProduct product = new MutableProduct(Baker.TAKES_AWAY, Baker.IS_CLOSED);

    assertThat(product.ask(Baker.TAKES_AWAY, Order.class)).isEqualTo(-2);
    assertThat(product.ask(Baker.IS_CLOSED, Order.class)).isZero();
    assertThat(product.ask(Baker.IS_IDLE, Order.class)).as("none of them").isEqualTo(42);
    assertThat(Bakery.loaves()).isEqualTo(42);
  }

  @ParameterizedTest
  @CsvSource({
    "BAKES_ROLLS, Bakery.rolls: there is no such method",
    "BAKES_AS_NOBODY_DOES, Baker.divide: there is no such method",
    "BAKES_NOTHING, Bakery.loaves: it calls Math.multiplyExact 0 times",
    "BAKES_DOZENS, Bakery.dozens: it calls Math.addExact 2 times"
  })
  void aMutantThatDoesNotFitFailsWithItsPlace(Baker mutant, String why) {
    assertThatThrownBy(() -> new MutableProduct(mutant))
        .isInstanceOf(Mutant.MissingPlace.class)
        .hasMessage(why + "; adapt the mutant to the product");
  }
}
