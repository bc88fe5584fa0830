package dev.mayfly.console.codec;

import java.security.Principal;

/** A person or program that may read what is encrypted. */
record Reader(String name) implements Principal {

  @Override
  public String getName() {
    return name;
  }
}
