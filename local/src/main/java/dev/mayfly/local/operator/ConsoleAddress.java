package dev.mayfly.local.operator;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place of a console, and what it knows the caller by.
 *
 * @param url without a slash at its end.
 * @param token absent: the console asks for none.
 */
record ConsoleAddress(String url, @Nullable String token) {

  private static final String VARIABLE = "MAYFLY_CONSOLE";
  private static final String TOKEN = "MAYFLY_TOKEN";
  private static final String TOKEN_FILE = "MAYFLY_TOKEN_FILE";
  private static final String DEFAULT = "http://127.0.0.1:8088";
  private static final String OWN_MACHINE = "localhost|127\\.0\\.0\\.1|\\[::1]";

  /** Returns the console that is named; empty: none is, and the usual one is meant. */
  static Optional<String> named(@Nullable String option, Map<String, String> environment) {
    return Optional.ofNullable(option)
        .or(() -> Optional.ofNullable(environment.get(VARIABLE)))
        .map(String::strip)
        .filter(it -> !it.isEmpty());
  }

  /**
   * Reads where the console is.
   *
   * @throws IllegalArgumentException when that is no address, or the token would be sent in clear.
   */
  static ConsoleAddress read(@Nullable String option, Map<String, String> environment) {
    String url = named(option, environment).orElse(DEFAULT).replaceFirst("/+$", "");
    URI uri = uri(url);
    String token = token(environment);
    if (token != null && uri.getScheme().equals("http") && !uri.getHost().matches(OWN_MACHINE)) {
      throw new IllegalArgumentException(
          TOKEN + " would be sent in clear to " + Visible.of(url) + ": name the console by https");
    }
    return new ConsoleAddress(url, token);
  }

  private static URI uri(String url) {
    if (url.matches("https?://[^\\s/?#@]+(/[\\w./~-]*)?")) {
      URI uri = URI.create(url);
      if (uri.getHost() != null) {
        return uri;
      }
    }
    throw new IllegalArgumentException(
        "not a console's address: expected https://HOST, with nothing secret in it");
  }

  private static @Nullable String token(Map<String, String> environment) {
    String file = environment.get(TOKEN_FILE);
    String token = requireNonNullElse(environment.get(TOKEN), file == null ? "" : readFile(file));
    if (!token.matches("[\\x21-\\x7e]*")) {
      throw new IllegalArgumentException(TOKEN + " is no token: it has spaces or the like in it");
    }
    return token.isEmpty() ? null : token;
  }

  private static String readFile(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read the file that " + TOKEN_FILE + " names: " + file, e);
    }
  }
}
