package dev.mayfly.workflows.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The chances of which a script is made, all from one seed. */
abstract class Chance {

  final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  final boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  final int upTo(int bound) {
    return random.nextInt(bound);
  }

  @SafeVarargs
  final <T> T one(T... all) {
    return all[random.nextInt(all.length)];
  }

  final <T> List<T> list(double more, int most, Supplier<T> each) {
    List<T> made = new ArrayList<>();
    while (made.size() < most && chance(more)) {
      made.add(each.get());
    }
    return made;
  }
}
