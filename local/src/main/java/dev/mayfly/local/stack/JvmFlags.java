package dev.mayfly.local.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.mayfly.service.server.ServiceApplication;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The flags that {@code ./mayfly} and the images start every service with. */
public final class JvmFlags {

  private static final String FILE = "jvm.flags";

  private JvmFlags() {}

  /** Returns them as words of a command; the JVM reads the file itself where there is one. */
  public static List<String> words() {
    try (InputStream file =
        requireNonNull(ServiceApplication.class.getResourceAsStream(FILE), FILE)) {
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(flag -> "-XX:" + flag)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
