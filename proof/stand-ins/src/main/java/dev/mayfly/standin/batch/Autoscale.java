package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mayfly.autoscale.AutoscaleRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pool's formula, and what it last came to. */
final class Autoscale {

  final String formula;
  final Duration interval;
  final Instant enabled;
  private @Nullable AutoscaleRun last;

  Autoscale(String formula, Duration interval, Instant enabled) {
    this.formula = formula;
    this.interval = interval;
    this.enabled = enabled;
  }

  void ran(AutoscaleRun run) {
    last = run;
  }

  void write(ObjectNode body) {
    body.put("autoScaleFormula", formula);
    body.put("autoScaleEvaluationInterval", interval.toString());
    if (last != null) {
      body.set("autoScaleRun", body(last));
    }
  }

  static ObjectNode body(AutoscaleRun run) {
    ObjectNode body =
        Json.object().put("timestamp", Json.time(run.timestamp())).put("results", run.results());
    if (run.error() != null) {
      AutoscaleRun.Failure error = Objects.requireNonNull(run.error());
      ObjectNode written =
          body.putObject("error").put("code", error.code()).put("message", error.message());
      written.putArray("values").addObject().put("name", "Message").put("value", error.detail());
    }
    return body;
  }
}
