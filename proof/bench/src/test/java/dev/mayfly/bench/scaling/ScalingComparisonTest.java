package dev.mayfly.bench.scaling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.bench.scaling.ScalingComparison.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the comparison is what docs/scaling.md says; it has no chance and no clock in it. */
class ScalingComparisonTest {

  @Test
  void theCommittedTracesAreTheGenerated() {
    assertThat(Trace.committed("day")).isEqualTo(Trace.day());
    assertThat(Trace.committed("burst")).isEqualTo(Trace.burst());
    assertThat(Trace.day().jobs()).hasSize(600);
    assertThat(Trace.burst().jobs()).hasSize(100);
  }

  @Test
  void theDemandDrivenPoliciesKeepTheirBounds() {
    List<Outcome> day = ScalingComparison.compare(Trace.committed("day"));
    List<Outcome> burst = ScalingComparison.compare(Trace.committed("burst"));

    assertThat(ScalingComparison.faults(day, burst)).isEmpty();
    assertThat(burst.get(3).p95()).isBetween(ScalingComparison.FLOOR, 150);
    assertThat(burst.get(0).p95()).isGreaterThan(1000);
  }

  @Test
  void aPolicyThatIsSlowOrDearIsReported() {
    Outcome good = new Outcome("formula", 1, 1, 10);
    Outcome bad = new Outcome("demand-driven", 200, 200, 10);
    List<Outcome> outcomes = List.of(good, good, good, bad);

    assertThat(ScalingComparison.faults(outcomes, outcomes)).hasSize(3);
  }

  @Test
  void theDocumentationQuotesWhatIsPrinted() throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Path root = Path.of(System.getProperty("mayfly.root", ".."));

    ScalingComparison.print(new PrintStream(said, true, UTF_8));

    assertThat(Files.readString(root.resolve("docs/scaling.md"))).contains(said.toString(UTF_8));
  }
}
