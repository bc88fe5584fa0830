package dev.mayfly.acceptance.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static java.util.Objects.requireNonNullElse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The classes of the project and the predicates about them that several rules share. */
final class Code {

  static final Path ROOT = Path.of(requireNonNullElse(System.getProperty("mayfly.root"), "../.."));

  static final String WORKFLOWS = "dev.mayfly.workflows..";
  static final String SERVICE = "dev.mayfly.service..";
  static final String GATEWAY = "dev.mayfly.gateway..";
  static final String WORKER = "dev.mayfly.worker..";
  static final String FORGE = "dev.mayfly.worker.forge..";
  static final String BATCH = "dev.mayfly.worker.batch";
  static final String WATCH = "dev.mayfly.worker.watch";
  static final String SWEEP = "dev.mayfly.worker.sweep";
  static final String STAND_INS = "dev.mayfly.standin..";
  static final String AUTOSCALE = "dev.mayfly.autoscale..";
  static final String LOCAL = "dev.mayfly.local..";
  static final String ACCEPTANCE = "dev.mayfly.acceptance..";
  static final String BENCH = "dev.mayfly.bench..";

  static final DescribedPredicate<JavaClass> THE_PRODUCT =
      DescribedPredicate.not(resideInAnyPackage(AUTOSCALE, STAND_INS, LOCAL, ACCEPTANCE, BENCH))
          .as("classes of the product");

  /** A rule that nothing can break holds nothing: each condition is shown what it must find. */
  static final JavaClasses OFFENDERS = new ClassFileImporter().importClasses(OffenceManager.class);

  private Code() {}

  /** Leaves out test classes, those of the stand-ins' jar of tests among them. */
  static final class Main implements ImportOption {

    @Override
    public boolean includes(Location location) {
      return Predefined.DO_NOT_INCLUDE_TESTS.includes(location) && !location.contains("-tests.jar");
    }
  }

  static DescribedPredicate<JavaClass> useInTheProduct(String... packages) {
    DescribedPredicate<JavaClass> inside = resideInAnyPackage(packages);
    return DescribedPredicate.describe(
        "use " + String.join(", ", packages),
        type ->
            THE_PRODUCT.test(type)
                && type.getDirectDependenciesFromSelf().stream()
                    .anyMatch(used -> inside.test(used.getTargetClass())));
  }

  static DescribedPredicate<JavaClass> anyOf(Class<?>... types) {
    return belongToAnyOf(types);
  }

  /** A class that only its own package sees. */
  static Class<?> classNamed(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  static DescribedPredicate<JavaAccess<?>> method(String name, Class<?> owner) {
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + name,
        call ->
            call.getTargetOwner().isEquivalentTo(owner) && call.getTarget().getName().equals(name));
  }

  static DescribedPredicate<JavaAccess<?>> now() {
    return DescribedPredicate.describe(
        "now()",
        call ->
            call.getTargetOwner().getPackageName().equals("java.time")
                && call.getTarget().getFullName().contains(".now(")
                && !call.getTarget().getFullName().endsWith("(java.time.Clock)"));
  }

  /** The folders of main sources that hold Java files. */
  static List<Path> packages() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT);
        Stream<Path> proof = Files.list(ROOT.resolve("proof"))) {
      return Stream.concat(modules, proof)
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(Code::filesIn)
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .sorted()
          .toList();
    }
  }

  private static Stream<Path> filesIn(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
