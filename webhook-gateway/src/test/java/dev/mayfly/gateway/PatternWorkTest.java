package dev.mayfly.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.reflect.ClassPath;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongBiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No text makes one of our patterns read its characters more than a few times: work is counted, not
 * timed.
 */
class PatternWorkTest {

  private static final int LENGTH = 4_000;
  private static final int LOOKS_PER_CHARACTER = 8;
  // What the patterns repeat, and what makes a match fail at its very end.
  private static final List<String> REPEATED =
      List.of(
          "a",
          "A",
          "1",
          "0f",
          "-",
          "a-",
          "-a1b2c3-1",
          ".",
          "a.",
          " ",
          "/",
          "\\",
          "*",
          "a ",
          "\n",
          "é");
  private static final List<String> ENDS = List.of("", "!", "\n", "-1", "/", " x");

  // The others decide about a whole text.
  private static final Set<String> REPLACED = Set.of("OneLine.UNFIT");

  record Named(String name, Pattern pattern) {

    ToLongBiFunction<Pattern, String> work() {
      return REPLACED.contains(name) ? PatternWorkTest::looksForAll : PatternWorkTest::looks;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> patterns() throws Exception {
    ClassPath classes = ClassPath.from(PatternWorkTest.class.getClassLoader());
    return classes.getTopLevelClassesRecursive("dev.mayfly").stream()
        .filter(info -> !info.getName().endsWith("Test"))
        .map(ClassPath.ClassInfo::load)
        .flatMap(type -> Stream.of(type.getDeclaredFields()))
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> field.getType() == Pattern.class)
        .map(PatternWorkTest::named);
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void growsWithTheText(Named named) {
    for (String repeated : REPEATED) {
      for (String end : ENDS) {
        String text = repeated.repeat(LENGTH / repeated.length()) + end;

        assertThat(named.work().applyAsLong(named.pattern(), text))
            .as("looks at %s… %s", repeated.repeat(3), end)
            .isLessThan(LOOKS_PER_CHARACTER * LENGTH);
      }
    }
  }

  @Test
  void thePatternsOfAllWhoReadAreFound() throws Exception {
    assertThat(patterns().map(Named::name))
        .contains(
            "RunnerName.TEXT",
            "WorkflowJobPayload.REPOSITORY",
            "AgentRequest.PROJECT",
            "BearerVerifier.BEARER",
            "Scope.LOGIN",
            "OneLine.UNFIT");
  }

  @Test
  void theCountFindsAPatternThatLooksAgainAndAgain() {
    assertThat(looks(Pattern.compile("a*a*b"), "a".repeat(LENGTH)))
        .isGreaterThan(LOOKS_PER_CHARACTER * LENGTH);
  }

  private static long looks(Pattern pattern, String text) {
    Counted counted = new Counted(text);
    boolean unused = pattern.matcher(counted).matches();
    return counted.looks;
  }

  /** As replaceAll looks for what it replaces. */
  private static long looksForAll(Pattern pattern, String text) {
    Counted counted = new Counted(text);
    long unused = pattern.matcher(counted).results().count();
    return counted.looks;
  }

  private static Named named(Field field) {
    try {
      field.setAccessible(true);
      return new Named(
          field.getDeclaringClass().getSimpleName() + "." + field.getName(),
          (Pattern) field.get(null));
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** A text that counts how often one of its characters is read. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long looks;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      looks++;
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
