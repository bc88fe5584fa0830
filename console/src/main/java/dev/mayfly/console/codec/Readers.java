package dev.mayfly.console.codec;

import com.google.common.base.Ticker;
import dev.mayfly.service.secret.NamedSecrets;
import dev.mayfly.service.secret.Secret;
import io.dropwizard.auth.basic.BasicCredentials;
import java.util.Map;
import java.util.Optional;

/**
 * Knows everybody by the secret that they show: with their name, as browsers do it (Basic), or
 * alone, as Temporal's CLI does it (Bearer).
 */
final class Readers {

  private final NamedSecrets users;

  Readers(Map<String, Secret> users, Ticker ticker) {
    this.users = new NamedSecrets(users, ticker);
  }

  Optional<Reader> basic(BasicCredentials shown) {
    return bearer(shown.getPassword()).filter(reader -> reader.name().equals(shown.getUsername()));
  }

  Optional<Reader> bearer(String secret) {
    return users.owner(secret).map(Reader::new);
  }
}
