package dev.mayfly.acceptance.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static dev.mayfly.acceptance.architecture.Code.LOCAL;
import static dev.mayfly.acceptance.architecture.Code.THE_PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The classes that build a client are found in the code: a new one is in the list of {@link
 * RedirectedCalls}, with a call of its own, or this fails.
 */
@AnalyzeClasses(packages = "dev.mayfly", importOptions = Code.Main.class)
class ClientBuildersTest {

  // What makes something that sends HTTP, of every library on the class path.
  private static final Pattern BUILDS =
      Pattern.compile(
          "okhttp3\\.OkHttpClient(\\$Builder)?\\.(<init>|newBuilder)\\(.*"
              + "|java\\.net\\.http\\.HttpClient\\.new.*"
              + "|java\\.net\\.URL\\.open.*"
              + "|com\\.azure\\.core\\.http\\..*Builder\\.<init>\\(.*"
              + "|(jakarta\\.ws\\.rs\\.client|org\\.apache\\.h(c|ttp)|io\\.dropwizard\\.client)\\..*"
              + "|org\\.eclipse\\.jetty\\.client\\..*");

  @ArchTest
  static void everyClassThatBuildsAClientIsInTheList(JavaClasses all) {
    List<String> builders =
        all.stream()
            .filter(THE_PRODUCT.or(resideInAPackage(LOCAL)))
            .filter(
                type -> type.getAccessesFromSelf().stream().anyMatch(ClientBuildersTest::builds))
            .map(type -> type.getName().replaceFirst("\\$.*", ""))
            .distinct()
            .toList();

    assertThat(builders).containsExactlyInAnyOrderElementsOf(RedirectedCalls.OF_BUILDERS.keySet());
  }

  private static boolean builds(JavaAccess<?> access) {
    return BUILDS.matcher(access.getTarget().getFullName()).matches();
  }
}
