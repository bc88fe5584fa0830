package dev.mayfly.workflows.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class MutantTest {

  /** The class that the mutants of this test change. */
  static final class Bakery {

    private Bakery() {}

    static int loaves() {
      return Math.addExact(20, 22);
    }

    static int dozens() {
      return Math.addExact(1, 1) + Math.addExact(1, 1);
    }

    static int minusOne() {
      return -1;
    }

    static int difference(int from, int that) {
      return from - that;
    }
  }

  /** What is asked of the bakery. */
  public static final class Order implements Callable<Integer> {
    @Override
    public Integer call() {
      return Bakery.loaves();
    }
  }

  @Test
  void aMethodIsReplaced() throws Exception {
    assertThat(loaves(Mutant.method(Bakery.class, "loaves").returns(7))).isEqualTo(7);
    assertThat(loaves(Mutant.method(Bakery.class, "loaves").doesNothing())).isZero();
    assertThat(loaves(Mutant.method(Bakery.class, "loaves").becomes(Bakery.class, "minusOne")))
        .isEqualTo(-1);
    assertThat(Bakery.loaves()).as("the real one").isEqualTo(42);
  }

  @Test
  void aCallIsReplaced() throws Exception {
    assertThat(loaves(sum().returns(7))).isEqualTo(7);
    assertThat(loaves(sum().doesNothing())).isZero();
    assertThat(loaves(sum().becomes(Bakery.class, "difference"))).isEqualTo(-2);
  }

  @Test
  void whatIsNotThereAnyMoreIsNamed() {
    assertThatThrownBy(() -> Mutant.method(Bakery.class, "rolls"))
        .hasMessage("Bakery.rolls: there is no such method; adapt the mutant to the product");
    assertThatThrownBy(() -> sum().becomes(Bakery.class, "product"))
        .hasMessage("Bakery.product: there is no such replacement; adapt the mutant to the product");
    Mutant uncalled = Mutant.call(Bakery.class, "loaves", Duration.class, "plus", 1).doesNothing();
    assertThatThrownBy(() -> loaves(uncalled))
        .hasMessage("Bakery.loaves: it calls Duration.plus 0 times; adapt the mutant to the product");
  }

  @Test
  void whatIsThereTwiceIsNotGuessed() {
    Mutant twice = Mutant.call(Bakery.class, "dozens", Math.class, "addExact", 2).returns(1);

    assertThatThrownBy(() -> loaves(twice))
        .hasMessageContaining("Bakery.dozens: it calls Math.addExact 2 times");
  }

  private static Mutant.Target sum() {
    return Mutant.call(Bakery.class, "loaves", Math.class, "addExact", 2);
  }

  private static int loaves(Mutant mutant) throws Exception {
    return mutant.load(Order.class).call();
  }
}
