package dev.mayfly.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkSettingsTest {

  private static final String TASK =
      "https://acme.westeurope.batch.azure.com/jobs/mayfly-ubuntu-1/tasks/mayfly-github-7-3fa91c-1";

  private static List<String> faults(String batch) {
    List<String> faults = new ArrayList<>();
    new LinkSettings(batch).check("links", (path, fault) -> faults.add(path + ": " + fault));
    return faults;
  }

  @Test
  void aTaskLeadsToThePageThatIsConfigured() {
    LinkSettings links = new LinkSettings("https://portal.test/#@acme/{job}/x?task={task}");

    assertThat(links.task(TASK))
        .isEqualTo("https://portal.test/#@acme/mayfly-ubuntu-1/x?task=mayfly-github-7-3fa91c-1");
    assertThat(new LinkSettings("https://portal.test/account").task(TASK))
        .isEqualTo("https://portal.test/account");
  }

  @Test
  void theTaskOnAJobsPageIsTheLink() {
    Map<String, ?> attempt =
        Map.of("runner", "r", "task", TASK, "batch", "https://portal.test/?a\"b");
    String page =
        new Templates().render("job", Map.of("hasAttempts", true, "attempts", List.of(attempt)));

    assertThat(page)
        .contains("<a href=\"https://portal.test/?a&quot;b\" rel=\"noreferrer\"><code>https")
        .contains("mayfly-github-7-3fa91c-1</code></a>");
  }

  @Test
  void withoutTaskOrPageThereIsNoLink() {
    assertThat(LinkSettings.NONE.task(TASK)).isNull();
    assertThat(new LinkSettings("https://portal.test").task(null)).isNull();
    assertThat(new LinkSettings("https://portal.test").task("javascript:alert(1)")).isNull();
  }

  @Test
  void aTaskThatIsNotOursHasNoLink() {
    assertThat(
            new LinkSettings("https://portal.test/{task}")
                .task("https://batch.test/jobs/j/tasks/a\"?b#c"))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript:alert(1)", "portal.test", "https://a b", "https://a/{pool}"})
  void whatIsNoAddressIsAFault(String batch) {
    assertThat(faults(batch)).singleElement().asString().startsWith("links.batch: must be");
    assertThat(faults("https://portal.test/{job}/{task}")).isEmpty();
  }
}
