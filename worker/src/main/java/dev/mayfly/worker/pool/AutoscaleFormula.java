package dev.mayfly.worker.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.workflows.fleet.ScalingSettings;
import dev.mayfly.workflows.fleet.ScalingSettings.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The formula by which Batch scales a pool that was handed back to it. */
final class AutoscaleFormula {

  private AutoscaleFormula() {}

  /** The configured one; else the template's corrected one, within the same bounds. */
  static String of(ScalingSettings settings) {
    return settings.formula() != null
        ? settings.formula()
        : corrected()
            .replace(
                "{0}",
                settings.nodes() == Kind.DEDICATED
                    ? "$TargetDedicatedNodes"
                    : "$TargetLowPriorityNodes")
            .replace("{1}", Integer.toString(settings.minimum()))
            .replace("{2}", Integer.toString(settings.maximum()));
  }

  private static String corrected() {
    try (InputStream file = AutoscaleFormula.class.getResourceAsStream("/formulas/corrected.txt")) {
      if (file == null) {
        throw new IllegalStateException("this build has no formula");
      }
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
