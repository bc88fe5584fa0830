package dev.mayfly.service.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.id.JobRef;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.JobEvent;
import dev.mayfly.workflows.life.RunnerRequest;
import dev.mayfly.workflows.routing.RoutingDecision.Start;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

// The test server forgets the summary of a signal-with-start, so this is asserted on the options.
class LifeOptionsTest {

  @Test
  void aLifeShowsItsJobBeforeItHasSaidAnything() {
    WorkflowOptions options = options("build", "https://github.com/acme/app/actions/runs/7/job/42");

    assertThat(options.getWorkflowId()).isEqualTo("mayfly-github-42");
    assertThat(options.getWorkflowExecutionTimeout()).isEqualTo(Duration.ofDays(40));
    assertThat(options.getWorkflowTaskTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.getStaticSummary())
        .isEqualTo("acme/app · CI / build · self\\-hosted, linux");
    assertThat(options.getStaticDetails())
        .isEqualTo(
            """
            - **Job**: [build \\(42\\)](https://github.com/acme/app/actions/runs/7/job/42)
            - **Pool**: ubuntu
            """);
  }

  @Test
  void aJobsNameIsHarmless() {
    WorkflowOptions options =
        options("a\nb <img src=x onerror=y> [c](javascript:d)", "javascript:alert(1)");

    assertThat(options.getStaticSummary())
        .contains("a b &lt;img src=x onerror=y&gt; \\[c\\]\\(javascript\\:d\\)")
        .doesNotContain("\n");
    assertThat(options.getStaticDetails())
        .contains("- **Job**: a b &lt;img")
        .doesNotContain("](")
        .hasLineCount(2);
  }

  private static WorkflowOptions options(String jobName, String url) {
    JobRef job =
        new JobRef("github", 42, 7, "acme/app", Scope.ofOrganization("acme"), jobName, "CI", url);
    RunnerRequest request =
        new RunnerRequest(
            1,
            "mayfly",
            job,
            "ubuntu",
            List.of("self-hosted", "linux"),
            Deadlines.DEFAULT,
            false,
            false);
    JobEvent queued = new JobEvent(42, null, null, null, Instant.EPOCH, "d-1");
    return LifeOptions.of(
        new Start(request.lifeId(), request, queued),
        "mayfly",
        WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE);
  }
}
