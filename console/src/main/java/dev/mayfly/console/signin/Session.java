package dev.mayfly.console.signin;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The contents of a browser's cookie: who uses it. Nobody has signed in where there are no roles;
 * such a session is there for the tokens of its forms.
 *
 * @param id of which no other session is.
 * @param end after which one signs in again, whatever one does.
 * @param made when the cookie was made.
 */
record Session(String id, String name, Set<Role> roles, long end, long made) {

  Optional<Caller> caller() {
    return roles.isEmpty() ? Optional.empty() : Optional.of(new Caller(name, roles));
  }

  Session madeAt(Instant now) {
    return new Session(id, name, roles, end, now.getEpochSecond());
  }
}
