package dev.mayfly.console.signin;

import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The person or program that asks.
 *
 * @param name as histories and the log say who did something.
 */
public record Caller(String name, Set<Role> roles) implements Principal {

  static final Caller ANYBODY = new Caller("anybody on this machine", EnumSet.allOf(Role.class));

  /** Those who act also see what they act on. */
  public Caller {
    EnumSet<Role> all = EnumSet.noneOf(Role.class);
    all.addAll(roles);
    if (all.contains(Role.OPERATOR)) {
      all.add(Role.READER);
    }
    roles = Set.copyOf(all);
  }

  @Override
  public String getName() {
    return name;
  }

  /** Returns whether it may do what needs this role. */
  public boolean may(Role role) {
    return roles.contains(role);
  }

  /** Returns the sentence that each page shows; absent where people sign in. */
  public @Nullable String notice() {
    return equals(ANYBODY)
        ? "Nobody signs in here: everybody on this machine can read all and act as an operator."
        : null;
  }
}
