package dev.mayfly.acceptance.crash;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the matrix is asked to do.
 *
 * @param isShort a few victims for each group of steps instead of all.
 * @param outFile where the table goes as well; absent: nowhere.
 * @param victims the columns.
 * @param fleet how many jobs are provided at once in the last row.
 */
record CrashMatrixOptions(
    boolean isShort, @Nullable Path outFile, List<KilledProcess> victims, int fleet) {

  static final String USAGE =
      """
      usage: ./mayfly crash-matrix [--short] [--out FILE] [--victims A,B]
        --short        a few victims for each group of steps, about three minutes
        --out FILE     write the table there, too
        --victims A,B  only these: gateway, worker, temporal, all\
      """;

  private static final int FLEET = 50;
  private static final int SHORT_FLEET = 10;

  static CrashMatrixOptions parse(List<String> words) {
    Deque<String> left = new ArrayDeque<>(words);
    boolean isShort = false;
    Path out = null;
    List<KilledProcess> victims = List.of(KilledProcess.values());
    while (!left.isEmpty()) {
      String option = left.removeFirst();
      switch (option) {
        case "--short" -> isShort = true;
        case "--out" -> out = Path.of(value(option, left));
        case "--victims" ->
            victims =
                Arrays.stream(value(option, left).split(",", -1))
                    .map(CrashMatrixOptions::of)
                    .toList();
        default -> throw new IllegalArgumentException("not understood: " + option + "\n" + USAGE);
      }
    }
    return new CrashMatrixOptions(isShort, out, victims, isShort ? SHORT_FLEET : FLEET);
  }

  /** The command line that asks for this. */
  String command() {
    boolean some = victims.size() < KilledProcess.values().length;
    String named =
        victims.stream()
            .map(victim -> victim.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","));
    return "./mayfly crash-matrix"
        + (isShort ? " --short" : "")
        + (some ? " --victims " + named : "")
        + out().map(file -> " --out " + file).orElse("");
  }

  Optional<Path> out() {
    return Optional.ofNullable(outFile);
  }

  private static String value(String option, Deque<String> left) {
    if (left.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
    }
    return left.removeFirst();
  }

  private static KilledProcess of(String name) {
    return Arrays.stream(KilledProcess.values())
        .filter(victim -> victim.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such victim: " + name + "\n" + USAGE));
  }
}
