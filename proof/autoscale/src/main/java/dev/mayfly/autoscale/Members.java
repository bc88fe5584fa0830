package dev.mayfly.autoscale;

import dev.mayfly.autoscale.Value.Interval;
import dev.mayfly.autoscale.Value.Metric;
import dev.mayfly.autoscale.Value.Num;
import dev.mayfly.autoscale.Value.Timestamp;
import dev.mayfly.autoscale.Value.Vec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/** The names that stand behind a dot: the parts of a time, and the methods of what has samples. */
final class Members {

  private Members() {}

  static Value field(Position at, Value of, String name) {
    if (!(of instanceof Timestamp timestamp)) {
      throw FormulaException.invalid(at, "a " + of.type() + " has no " + name);
    }
    ZonedDateTime time = timestamp.value().atZone(ZoneOffset.UTC);
    return new Num(
        switch (name) {
          case "year" -> time.getYear();
          case "month" -> time.getMonthValue();
          case "day" -> time.getDayOfMonth();
          // 1 for Monday; only Sunday's number is not published.
          case "weekday" -> time.getDayOfWeek().getValue();
          case "hour" -> time.getHour();
          case "minute" -> time.getMinute();
          case "second" -> time.getSecond();
          default -> throw FormulaException.invalid(at, "a timestamp has no " + name);
        });
  }

  static Value call(Position at, Value of, String name, List<Value> arguments, Instant now) {
    if (!(of instanceof Metric metric)) {
      throw FormulaException.invalid(at, "a " + of.type() + " has no " + name + "()");
    }
    MetricSamples samples = metric.samples();
    return switch (name) {
      case "GetSample" -> sample(at, metric, arguments, now);
      case "GetSamplePercent" -> new Num(Span.of(at, arguments, now).percent(samples));
      case "GetSamplePeriod" -> new Interval(MetricSamples.PERIOD);
      case "Count" -> new Num(samples.values().size());
      case "HistoryBeginTime" -> begin(at, metric);
      default -> throw FormulaException.invalid(at, metric.name() + " has no " + name + "()");
    };
  }

  private static Value begin(Position at, Metric metric) {
    if (metric.samples().values().isEmpty()) {
      throw FormulaException.insufficient(at, metric.name(), 100, 0);
    }
    return new Timestamp(metric.samples().values().firstKey());
  }

  private static Vec sample(Position at, Metric metric, List<Value> arguments, Instant now) {
    if (arguments.size() == 1 && arguments.get(0) instanceof Num count) {
      return new Vec(metric.samples().last((int) Math.max(0, count.value())));
    }
    int last = arguments.size() - 1;
    boolean demanding = last > 0 && arguments.get(last) instanceof Num;
    Span span = Span.of(at, demanding ? arguments.subList(0, last) : arguments, now);
    if (demanding) {
      span.demand(at, metric, ((Num) arguments.get(last)).value());
    }
    return new Vec(metric.samples().between(span.after, span.until));
  }

  /** A time to look back at. */
  private record Span(Instant after, Instant until) {

    /** From one or two times; an interval is counted back from now. */
    static Span of(Position at, List<Value> arguments, Instant now) {
      if (arguments.isEmpty() || arguments.size() > 2) {
        throw FormulaException.invalid(at, "one or two times are expected");
      }
      Instant one = time(at, arguments.get(0), now);
      Instant other = arguments.size() == 1 ? now : time(at, arguments.get(1), now);
      // The published examples write the nearer one first, and the farther.
      return one.isBefore(other) ? new Span(one, other) : new Span(other, one);
    }

    private static Instant time(Position at, Value value, Instant now) {
      if (value instanceof Timestamp timestamp) {
        return timestamp.value();
      }
      if (value instanceof Interval interval) {
        return now.minus(interval.value());
      }
      throw FormulaException.invalid(
          at, "a timestamp or a timeinterval is expected, not a " + value.type());
    }

    double percent(MetricSamples samples) {
      return samples.percent(after, until);
    }

    void demand(Position at, Metric metric, double wanted) {
      double received = percent(metric.samples());
      if (received < wanted) {
        throw FormulaException.insufficient(at, metric.name(), wanted, received);
      }
    }
  }
}
