package dev.mayfly.bench.scaling;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Jobs as they come, the earliest first. The committed files are what {@link #main} prints. */
public record Trace(List<Job> jobs) {

  /**
   * @param arrival seconds after midnight.
   * @param length seconds that it runs.
   */
  public record Job(int arrival, int length) {}

  private static final long SEED = 6;
  private static final double MEDIAN_SECONDS = 360;
  private static final double SIGMA = 0.6;

  public Trace {
    jobs = List.copyOf(jobs);
  }

  /** The committed trace of that name, {@code day} or {@code burst}. */
  public static Trace committed(String name) {
    try (InputStream file = Trace.class.getResourceAsStream("/scaling/" + name + ".csv")) {
      if (file == null) {
        throw new IllegalArgumentException("there is no trace " + name);
      }
      return parse(new String(file.readAllBytes(), US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Trace parse(String csv) {
    return new Trace(
        csv.lines()
            .skip(1)
            .map(line -> line.split(",", -1))
            .map(columns -> new Job(Integer.parseInt(columns[0]), Integer.parseInt(columns[1])))
            .toList());
  }

  String csv() {
    return jobs.stream()
        .map(job -> job.arrival() + "," + job.length() + "\n")
        .collect(Collectors.joining("", "arrival,length\n", ""));
  }

  /** 600 jobs of a working day: a hump before noon, another after it. */
  static Trace day() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      double hour = i % 2 == 0 ? 10.25 + 1.1 * normal(random) : 15 + 1.4 * normal(random);
      jobs.add(new Job((int) (Math.max(0, Math.min(23, hour)) * 3600), length(random)));
    }
    jobs.sort(Comparator.comparing(Job::arrival).thenComparing(Job::length));
    return new Trace(jobs);
  }

  /** 100 jobs within ten seconds, three hours after midnight and in the middle of an evaluation. */
  static Trace burst() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      jobs.add(new Job(3 * 3600 + 150 + i / 10, length(random)));
    }
    return new Trace(jobs);
  }

  /** Lognormal around six minutes. */
  private static int length(SplittableRandom random) {
    return (int) (MEDIAN_SECONDS * StrictMath.exp(SIGMA * normal(random)));
  }

  /** By Box and Muller with StrictMath: the JDK's own may change with its version. */
  private static double normal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }

  /** Prints a trace: {@code day} or {@code burst}. */
  public static void main(String[] arguments) {
    System.out.print((arguments[0].equals("day") ? day() : burst()).csv());
  }
}
