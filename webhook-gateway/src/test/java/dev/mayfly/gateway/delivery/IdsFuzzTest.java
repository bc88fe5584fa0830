package dev.mayfly.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mayfly.gateway.http.LogText;
import dev.mayfly.workflows.id.BatchJobId;
import dev.mayfly.workflows.id.LifeId;
import dev.mayfly.workflows.id.RunnerName;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.temporal.Markdown;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Names that others chose: ours are told from foreign ones, and none leaves its place. */
class IdsFuzzTest {

  private static final Pattern MARKUP =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*[`*_{}\\[\\]()#+.!|~:<>-]");

  @FuzzTest
  void parsesBackToItselfAndStaysInItsPlace(byte[] input) {
    String text = new String(input, UTF_8);

    LifeId.parse(text).ifPresent(life -> isSame(text, life.toString()));
    RunnerName.parse(text).ifPresent(name -> isSame(ascii(text), name.toString()));
    BatchJobId.parse(text).ifPresent(job -> isSame(ascii(text), job.toString()));
    BatchJobId.parse(text).ifPresent(IdsFuzzTest::hasANext);
    ifScope(text, Scope::ofOrganization, path -> assertThat(path).matches("orgs/[^/?#%\\s]+"));
    ifScope(text, Scope::ofEnterprise, path -> assertThat(path).matches("enterprises/[^/?#%\\s]+"));
    ifScope(
        text,
        Scope::ofRepository,
        path -> assertThat(path).matches("repos/[^/?#%\\s]+/[^/?#%\\s]+"));
    Fuzzed.isOneBoundedLine(LogText.of(text));
    isPlain(Markdown.escape(text));
  }

  private static void isSame(String text, String id) {
    assertThat(id).isEqualTo(text);
    Fuzzed.isId(id);
  }

  private static void hasANext(BatchJobId job) {
    try {
      assertThat(BatchJobId.parse(job.next().toString())).contains(job.next());
    } catch (IllegalArgumentException afterTheLast) {
      assertThat(job.generation()).isEqualTo(999_999);
    }
  }

  private static void ifScope(
      String text, Function<String, Scope> scope, Consumer<String> holdsOfItsPath) {
    try {
      String path = scope.apply(text).path();
      holdsOfItsPath.accept(path);
      assertThat(path.split("/")).doesNotContain("..", ".", "");
    } catch (IllegalArgumentException refused) {
      Fuzzed.isOneBoundedLine(String.valueOf(refused.getMessage()));
    }
  }

  private static void isPlain(String escaped) {
    assertThat(escaped).doesNotContain("\n", "\r", "<", ">").hasSizeLessThan(1100);
    assertThat(MARKUP.matcher(escaped).find()).as("nothing is markup: %s", escaped).isFalse();
    assertThat(escaped.chars().noneMatch(c -> Character.getType(c) == Character.FORMAT)).isTrue();
  }

  private static String ascii(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      lower.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
    return lower.toString();
  }
}
