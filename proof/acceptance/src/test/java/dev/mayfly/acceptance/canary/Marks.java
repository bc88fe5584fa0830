package dev.mayfly.acceptance.canary;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.mayfly.acceptance.stack.Leaks;
import dev.mayfly.standin.forge.LocalApp;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Secrets that a search can tell from everything else. Each begins with letters that no other run
 * and no other secret has, so that the beginning of one is found too.
 */
final class Marks {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String run = "CNRY" + random(4).toUpperCase(Locale.ROOT);
  private final Map<String, String> sought = new LinkedHashMap<>();

  /**
   * Returns how the secrets of this name begin: capital letters and digits.
   *
   * @param name the name of a find.
   */
  synchronized String mark(String name) {
    return sought.computeIfAbsent(name, it -> "%sX%02d".formatted(run, sought.size()));
  }

  /** A secret that is any text. */
  String text(String name) {
    return mark(name) + "-" + random(12);
  }

  /** A secret that is so many bytes in Base64. */
  String base64(String name, int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    byte[] mark = mark(name).getBytes(US_ASCII);
    System.arraycopy(mark, 0, bytes, 0, mark.length);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** A new App. How its key begins cannot be chosen, so two of its lines are sought. */
  LocalApp app(String name, long id, Duration tokenLifetime) {
    LocalApp app = LocalApp.make(id, tokenLifetime);
    List<String> lines = app.privateKey().lines().toList();
    add("key of " + name, lines.get(1));
    add("end of the key of " + name, lines.get(lines.size() - 3));
    return app;
  }

  /** The last parts of these, which alone make them worth anything. */
  void addJwts(Collection<String> jwts) {
    jwts.forEach(jwt -> add("JWT " + sought.size(), jwt.substring(jwt.lastIndexOf('.') + 1)));
  }

  private synchronized void add(String name, String secret) {
    sought.put(name, secret);
  }

  synchronized Leaks leaks() {
    return new Leaks(sought);
  }

  private static String random(int bytes) {
    byte[] some = new byte[bytes];
    RANDOM.nextBytes(some);
    return HexFormat.of().formatHex(some);
  }
}
