package dev.mayfly.service.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.codahale.metrics.MetricRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The page of metrics, as Prometheus reads it. */
public record Scrape(String page) {

  public static Scrape of(MetricRegistry registry) {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try {
      Meters.of(registry).writeTo(page);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Scrape(page.toString(UTF_8));
  }

  /** Returns every series with its value, in the order of the page. */
  public List<String> series() {
    return page.lines().filter(line -> !line.startsWith("#")).toList();
  }

  /** Returns every series without its value. */
  public Set<String> names() {
    return series().stream()
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toSet());
  }
}
