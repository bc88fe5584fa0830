package dev.mayfly.worker.forge;

import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.id.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks a forge whether it would register a runner, for all pools together: an answer holds for
 * nearly a minute, whichever pool asks. Registers none; a token that nobody uses just expires.
 * Thread-safe.
 */
public final class ForgeProbe {

  private static final Duration HOLDS = Duration.ofSeconds(50);

  private final Map<String, ForgeApi> clients;
  private final InstantSource clock;
  private final Map<Asked, Answer> answers = new ConcurrentHashMap<>();

  private record Asked(String forge, Scope scope) {}

  private record Answer(Instant at, Optional<String> refusal) {}

  /**
   * @param clients by the forge's configured name.
   */
  public ForgeProbe(Map<String, ? extends ForgeApi> clients, InstantSource clock) {
    this.clients = Map.copyOf(clients);
    this.clock = clock;
  }

  /**
   * Returns why no runner of the pool would be registered; empty: one would. Blocks for a call.
   *
   * @param forge absent: none is asked.
   */
  public Optional<String> refusal(Pool pool, @Nullable String forge, @Nullable Scope scope) {
    ForgeApi client = forge == null ? null : clients.get(forge);
    if (forge == null || scope == null) {
      return Optional.empty();
    }
    if (client == null) {
      return Optional.of("forge " + forge + " is not configured on this worker");
    }
    return answers
        .compute(new Asked(forge, scope), (asked, known) -> fresh(known, client, scope))
        .refusal()
        .or(() -> refusalOfGroup(pool, client, scope));
  }

  private Answer fresh(@Nullable Answer known, ForgeApi client, Scope scope) {
    Instant now = clock.instant();
    return known != null && now.isBefore(known.at().plus(HOLDS))
        ? known
        : new Answer(now, refusal(() -> client.registrationToken(scope)));
  }

  // A just-in-time configuration names its group by an id, which is asked once and remembered.
  private static Optional<String> refusalOfGroup(Pool pool, ForgeApi client, Scope scope) {
    return pool.registration() == Pool.Registration.JIT
        ? refusal(() -> client.runnerGroupId(scope, pool.runnerGroup()))
        : Optional.empty();
  }

  private static Optional<String> refusal(Runnable question) {
    try {
      question.run();
      return Optional.empty();
    } catch (ForgeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
