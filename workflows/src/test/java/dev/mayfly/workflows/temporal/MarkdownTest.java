package dev.mayfly.workflows.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {

  @Test
  void plainTextStaysReadable() {
    assertThat(Markdown.escape("build and test")).isEqualTo("build and test");
  }

  @Test
  void tagsAndEntitiesAreTextOnly() {
    assertThat(Markdown.escape("<img src=x onerror=alert(1)>&lt;"))
        .isEqualTo("&lt;img src=x onerror=alert\\(1\\)&gt;&amp;lt;");
  }

  @Test
  void markupAndLinksAreTextOnly() {
    assertThat(Markdown.escape("[x](javascript:y) **b** `c` # h"))
        .isEqualTo("\\[x\\]\\(javascript\\:y\\) \\*\\*b\\*\\* \\`c\\` \\# h");
  }

  @Test
  void linesAndControlCharactersBecomeSpaces() {
    assertThat(Markdown.escape("a\r\n\tb\u0000\u001b[31mc\u2028d\u2029e\u0085f"))
        .isEqualTo("a b \\[31mc d e f");
  }

  @Test
  void charactersThatTurnTheTextAroundAreDropped() {
    assertThat(Markdown.escape("a\u202eb\u2066c")).isEqualTo("a b c");
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertThat(Markdown.escape("x".repeat(300))).isEqualTo("x".repeat(200) + "…");
    assertThat(Markdown.escape("x".repeat(199) + "😀yz")).isEqualTo("x".repeat(199) + "…");
  }

  @Test
  void aPlainAddressIsALink() {
    assertThat(Markdown.link("job", "https://github.com/a/b/runs/1"))
        .isEqualTo("[job](https://github.com/a/b/runs/1)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "https://x/) [y](https://z",
        "https://x/\"><script>",
        "https://x\n",
        "//x",
        ""
      })
  void anyOtherAddressIsLeftOut(String url) {
    assertThat(Markdown.link("job", url)).isEqualTo("job");
  }
}
