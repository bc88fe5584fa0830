package dev.mayfly.codec;

import java.security.Principal;

/** Somebody who may read what is encrypted. */
record Reader(String name) implements Principal {

  @Override
  public String getName() {
    return name;
  }
}
