package dev.mayfly.service.metrics;

import com.codahale.metrics.MetricRegistry;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.metrics.servlets.MetricsServlet;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The metrics of a process on its admin port: {@code /metrics} as Prometheus reads them. As JSON,
 * Dropwizard's alone, they are {@code /metrics.json}.
 */
public final class MetricsPage extends HttpServlet {

  private final transient Meters meters;

  private MetricsPage(Meters meters) {
    this.meters = meters;
  }

  /** Adds both pages to the admin port; Dropwizard's own would answer in JSON. */
  public static void add(Environment environment, String version) {
    MetricRegistry metrics = environment.metrics();
    Meters meters = Meters.of(metrics);
    meters.tell(Measure.BUILD, version);
    environment.admin().addServlet("metrics", new MetricsPage(meters)).addMapping("/metrics");
    environment
        .admin()
        .addServlet("metrics-json", new MetricsServlet(metrics))
        .addMapping("/metrics.json");
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType(PrometheusTextFormatWriter.CONTENT_TYPE);
    meters.writeTo(response.getOutputStream());
  }
}
