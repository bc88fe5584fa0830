package dev.mayfly.acceptance.stack;

import dev.mayfly.local.stack.Root;
import dev.mayfly.worker.WorkerApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The archive of the worker's classes, by which the processes that tests start need a third of the
 * processor's time. It is made as for a user, by {@code jvm/share-classes}, beside the first one;
 * where tests find no Temporal they start so few workers that it would cost more than it saves.
 */
final class SharedClasses {

  private static final Path FOLDER = Path.of("target", "shared-classes").toAbsolutePath();

  private SharedClasses() {}

  /** Returns a JVM's class path, and its archive if there is one, for a main class. */
  static List<String> options(Class<?> main) {
    String all = System.getProperty("java.class.path");
    String jars =
        Arrays.stream(all.split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    // An archive holds for jars alone: before they are built, or for a class of the tests, none.
    if (main != WorkerApplication.class || !isIn(jars, main) || TemporalCli.find().isEmpty()) {
      return List.of("-cp", all);
    }
    return List.of("-XX:SharedArchiveFile=" + archive(jars), "-cp", jars);
  }

  private static boolean isIn(String jars, Class<?> main) {
    return jars.contains(main.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  /** The JVM passes over an archive that is not there yet. */
  private static Path archive(String jars) {
    Path archive = FOLDER.resolve("worker-" + Integer.toHexString(stamp(jars)) + ".jsa");
    if (!Files.exists(archive)) {
      make(archive, jars);
    }
    return archive;
  }

  /** Of two at once the second leaves it to the first. */
  private static void make(Path archive, String jars) {
    String script = Root.find().resolve("jvm/share-classes").toString();
    ProcessBuilder making =
        new ProcessBuilder(
            script, archive.toString(), "worker", WorkerApplication.class.getName(), jars);
    making.environment().put("MAYFLY_JAVA", Child.JAVA);
    try {
      Files.createDirectories(FOLDER);
      Process unused =
          making
              .redirectErrorStream(true)
              .redirectOutput(FOLDER.resolve("worker.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another one when a jar is built anew: the JVM would complain. */
  private static int stamp(String jars) {
    return Arrays.stream(jars.split(File.pathSeparator))
        .map(jar -> jar + new File(jar).lastModified())
        .toList()
        .hashCode();
  }
}
