package dev.mayfly.service.entra;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Tokens of Entra ID, got and kept as those for Batch are. Thread-safe; shows no token. */
public final class EntraAccess {

  private final EntraTokens tokens;

  /**
   * @param url where the tokens go: https, or this machine.
   * @param cloud the service that they are for, and the authority that issues them.
   * @param timeout for a call to Entra ID.
   */
  public EntraAccess(
      URI url, EntraIdentity identity, EntraCloud cloud, Duration timeout, InstantSource clock) {
    this(
        new EntraCredentials(url, identity, cloud),
        EntraTransport.over(timeout.dividedBy(3)),
        timeout,
        clock);
  }

  /**
   * @param http what tokens are asked over.
   */
  public EntraAccess(
      EntraCredentials signIn, EntraTransport http, Duration timeout, InstantSource clock) {
    this.tokens = new EntraTokens(EntraLibrary.credential(signIn, http), signIn, clock, timeout);
  }

  /** A token, and until when it holds. */
  public record Token(String value, Instant expiresAt) {
    @Override
    public String toString() {
      return "Token[***, expiresAt=" + expiresAt + "]";
    }
  }

  /** Entra ID gave no token: it refused, rather than could not be reached. */
  public static final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedException(TokenException cause) {
      super(cause.getMessage());
    }
  }

  /**
   * Blocks while the token is asked for.
   *
   * @throws IOException when there is none now; its message holds no secret.
   * @throws RefusedException when there will be none until the operator mends something.
   */
  public Token token() throws IOException {
    try {
      EntraTokens.Held held = tokens.held();
      return new Token(held.token(), held.expiry());
    } catch (TokenException e) {
      throw e.isRefusal() ? new RefusedException(e) : e;
    }
  }
}
