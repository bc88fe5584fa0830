package dev.mayfly.console.pages;

import dev.mayfly.workflows.explanation.LifeFacts;
import dev.mayfly.workflows.explanation.Timeline;
import dev.mayfly.workflows.explanation.Timeline.Span;
import dev.mayfly.workflows.temporal.InWords;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The parts of a job's time as bars below each other, each also in words. */
final class Bars {

  // So that what took no time is seen.
  private static final double NARROWEST = 0.5;

  private final Instant begin;
  private final double whole;
  private final Instant now;

  private Bars(List<Span> spans, Instant now) {
    this.now = now;
    this.begin = spans.get(0).from();
    this.whole =
        spans.stream().mapToDouble(it -> seconds(begin, end(it))).max().orElse(0)
            + Double.MIN_NORMAL;
  }

  static List<Map<String, Object>> of(LifeFacts life, Instant now) {
    List<Span> spans = Timeline.of(life);
    Bars bars = new Bars(spans, now);
    return spans.stream().map(bars::bar).toList();
  }

  private Map<String, Object> bar(Span span) {
    double width = Math.max(NARROWEST, 100 * seconds(span.from(), end(span)) / whole);
    double left = Math.min(100 - width, 100 * seconds(begin, span.from()) / whole);
    Map<String, Object> values = new HashMap<>();
    values.put("what", Words.line(span.what()));
    values.put("from", span.from().toString());
    values.put("time", Words.time(span.from()).substring("2026-12-01 ".length()));
    values.put("took", InWords.of(between(span.from(), end(span))));
    values.put("lasts", span.until() == null);
    values.put("left", percent(Math.max(0, left)));
    values.put("width", percent(width));
    return values;
  }

  private Instant end(Span span) {
    return span.until() == null ? now : span.until();
  }

  /** Clocks differ, so never negative. */
  private static Duration between(Instant from, Instant until) {
    Duration passed = Duration.between(from, until);
    return passed.isNegative() ? Duration.ZERO : passed;
  }

  private static double seconds(Instant from, Instant until) {
    return between(from, until).toMillis() / 1_000.0;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", share);
  }
}
