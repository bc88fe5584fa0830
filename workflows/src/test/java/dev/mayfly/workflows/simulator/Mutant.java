package dev.mayfly.workflows.simulator;

import static java.util.Objects.requireNonNull;

import dev.mayfly.workflows.life.RunnerLife;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The product with a few words changed, compiled and loaded beside the real one: a test of the
 * tests is to notice.
 */
final class Mutant {

  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", "."), "src/main/java/dev/mayfly/workflows");

  private static final String PRODUCT = "dev.mayfly.workflows.";

  private final Map<String, String> sources = new LinkedHashMap<>();

  /**
   * @param of the simple name of a class.
   * @param from what stands there, exactly once.
   */
  Mutant change(String of, String from, String to) throws IOException {
    String before = sources.containsKey(of) ? sources.get(of) : Files.readString(file(of));
    int at = requireNonNull(before).indexOf(from);
    if (at < 0 || before.indexOf(from, at + 1) >= 0) {
      throw new IllegalStateException(
          of + ".java has changed: adapt the mutation of what is not there once: " + from);
    }
    sources.put(of, before.replace(from, to));
    return this;
  }

  private static Path file(String of) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.endsWith(of + ".java")).findFirst().orElseThrow();
    }
  }

  /**
   * Loads a class of this package with the changed product around it.
   *
   * @param into an empty folder.
   */
  Class<?> load(String name, Path into) throws IOException, ClassNotFoundException {
    compile(into);
    List<URL> from = new ArrayList<>(List.of(into.toUri().toURL()));
    from.add(home(Mutant.class));
    from.add(home(RunnerLife.class));
    return Class.forName(
        Mutant.class.getPackageName() + "." + name, true, new Apart(from.toArray(URL[]::new)));
  }

  private static URL home(Class<?> of) {
    return of.getProtectionDomain().getCodeSource().getLocation();
  }

  private void compile(Path into) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = into.resolve(source.getKey() + ".java");
      Files.writeString(file, source.getValue());
      files.add(file);
    }
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> options = List.of("-proc:none", "-d", into.toString(), "-cp", classPath);
    StringWriter said = new StringWriter();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!done) {
        throw new IllegalStateException("the mutant does not compile: " + said);
      }
    }
  }

  /** Has this package's classes to itself. */
  private static final class Apart extends URLClassLoader {

    private Apart(URL[] from) {
      super(from, Mutant.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PRODUCT)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }

  static Mutant of(String of, String from, String to) {
    try {
      return new Mutant().change(of, from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
