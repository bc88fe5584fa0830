package dev.mayfly.autoscale;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** The value of an expression; {@link #text} as the service's results write it. */
sealed interface Value {

  String type();

  String text();

  record Num(double value) implements Value {

    static Num of(boolean truth) {
      return new Num(truth ? 1 : 0);
    }

    boolean isTrue() {
      return value != 0;
    }

    @Override
    public String type() {
      return "double";
    }

    @Override
    public String text() {
      return Double.isFinite(value)
          ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
          : Double.toString(value);
    }
  }

  record Vec(List<Double> values) implements Value {

    public Vec {
      values = List.copyOf(values);
    }

    @Override
    public String type() {
      return "doubleVec";
    }

    @Override
    public String text() {
      return values.stream()
          .map(value -> new Num(value).text())
          .collect(Collectors.joining(",", "[", "]"));
    }
  }

  record Text(String value) implements Value {

    @Override
    public String type() {
      return "string";
    }

    @Override
    public String text() {
      return value;
    }
  }

  record Timestamp(Instant value) implements Value {

    private static final DateTimeFormatter MILLIS =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String type() {
      return "timestamp";
    }

    @Override
    public String text() {
      return MILLIS.format(value);
    }
  }

  record Interval(Duration value) implements Value {

    Interval times(double factor) {
      return new Interval(Duration.ofNanos(Math.round(value.toNanos() * factor)));
    }

    @Override
    public String type() {
      return "timeinterval";
    }

    /** As .NET writes a TimeSpan; no published result shows one. */
    @Override
    public String text() {
      Duration length = value.abs();
      long ticks = length.toNanosPart() / 100;
      return (value.isNegative() ? "-" : "")
          + (length.toDaysPart() > 0 ? length.toDaysPart() + "." : "")
          + "%02d:%02d:%02d"
              .formatted(length.toHoursPart(), length.toMinutesPart(), length.toSecondsPart())
          + (ticks > 0 ? ".%07d".formatted(ticks) : "");
    }
  }

  /** A service-defined variable with samples, before one of its methods is called. */
  record Metric(String name, MetricSamples samples) implements Value {

    @Override
    public String type() {
      return "the samples of " + name;
    }

    @Override
    public String text() {
      return name;
    }
  }

  /** The fate of the tasks on a node that is taken away. */
  record Fate(NodeDeallocation value) implements Value {

    @Override
    public String type() {
      return "node deallocation option";
    }

    @Override
    public String text() {
      return value.word();
    }
  }
}
