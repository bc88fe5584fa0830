package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.workflows.id.Scope;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The registered runners, and the secrets to register with. Guarded by the model. */
final class RunnerRegistrations {

  private final Map<Long, Runner> runners = new LinkedHashMap<>();
  private final Map<String, Token> tokens = new HashMap<>();
  private final Map<String, Runner> justInTime = new HashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final Dialect dialect;
  private long lastId;
  private String mark = "";

  RunnerRegistrations(Dialect dialect) {
    this.dialect = dialect;
    this.lastId = dialect.lastRunnerId();
  }

  /** A registration or remove token. */
  record Token(String token, Scope scope, Instant expiresAt) {
    boolean isFor(Scope other) {
      return scope.toString().equals(other.toString());
    }
  }

  /** Sets what every secret from now on begins with. */
  void mark(String letters) {
    mark = letters;
  }

  /** A new token, or the one that stands. */
  Token mint(Scope scope, Instant expiresAt) {
    Optional<Token> standing =
        dialect.tokensExpire()
            ? Optional.empty()
            : tokens.values().stream().filter(token -> token.isFor(scope)).findFirst();
    return standing.orElseGet(
        () -> {
          Token token = new Token("A" + secret().toUpperCase(Locale.ROOT), scope, expiresAt);
          tokens.put(token.token(), token);
          return token;
        });
  }

  void allow(Scope scope, String token) {
    tokens.put(token, new Token(token, scope, Instant.MAX));
  }

  /**
   * @throws ForgeRefusal when the token is unknown.
   */
  Scope scopeOf(String token) {
    Token known = tokens.get(token);
    if (known == null) {
      throw unknown();
    }
    return known.scope();
  }

  private static ForgeRefusal unknown() {
    return new ForgeRefusal(401, "Invalid or expired registration token");
  }

  /** Registers with a token; a name that is still registered is refused. */
  Runner register(Scope scope, String name, List<String> labels, boolean ephemeral, long groupId) {
    Runner runner = add(scope, name, labels, ephemeral, groupId);
    runner.session = secret();
    return runner;
  }

  /**
   * @throws ForgeRefusal when the token is unknown here, of another scope, or expired.
   */
  void check(String token, Scope scope, Instant now) {
    Token known = tokens.get(token);
    if (known == null
        || !known.isFor(scope)
        || (dialect.tokensExpire() && !now.isBefore(known.expiresAt()))) {
      throw unknown();
    }
  }

  /** Registers a runner that is still to come. */
  Runner add(Scope scope, String name, List<String> labels, boolean ephemeral, long groupId) {
    if (dialect.keepsNamesUnique() && named(scope, name).isPresent()) {
      throw new ForgeRefusal(409, "Already exists - A runner with the name '" + name + "' exists");
    }
    Runner runner = new Runner(++lastId, scope, name, labels, ephemeral, groupId);
    runners.put(runner.id, runner);
    return runner;
  }

  /** The configuration of a runner that was added, good for one start. Rule gh-jit-one-start. */
  String configuration(Runner runner, String webUrl) {
    String text = "url=" + webUrl + "\nname=" + runner.name + "\nsecret=" + secret() + "\n";
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    justInTime.put(encoded, runner);
    return encoded;
  }

  /**
   * @throws ForgeRefusal when it is unknown, used, or its registration is gone.
   */
  Runner redeem(String configuration) {
    Runner runner = justInTime.remove(configuration);
    if (runner == null || runners.get(runner.id) != runner) {
      throw new ForgeRefusal(409, "Unknown or used just-in-time configuration");
    }
    runner.session = secret();
    return runner;
  }

  Runner ofSession(String session) {
    return runners.values().stream()
        .filter(runner -> session.equals(runner.session))
        .findFirst()
        .orElseThrow(() -> new ForgeRefusal(404, "No such registration"));
  }

  Optional<Runner> named(Scope scope, String name) {
    return of(scope).stream().filter(runner -> runner.name.equalsIgnoreCase(name)).findFirst();
  }

  Runner byId(Scope scope, long id) {
    return of(scope).stream()
        .filter(runner -> runner.id == id)
        .findFirst()
        .orElseThrow(() -> new ForgeRefusal(404, "Not Found"));
  }

  List<Runner> of(Scope scope) {
    String path = scope.toString();
    return runners.values().stream().filter(r -> r.scope.toString().equals(path)).toList();
  }

  List<Runner> all() {
    return new ArrayList<>(runners.values());
  }

  List<Runner> online(Instant now, Duration offlineAfter) {
    return runners.values().stream().filter(r -> r.isOnline(now, offlineAfter)).toList();
  }

  void remove(Runner runner) {
    runners.remove(runner.id);
  }

  private String secret() {
    byte[] bytes = new byte[14];
    random.nextBytes(bytes);
    return mark + HexFormat.of().formatHex(bytes);
  }
}
