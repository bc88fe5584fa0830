package dev.mayfly.acceptance.credential;

import dev.mayfly.standin.forge.fault.Outage;

/** A credential that the forge does not know: 401. */
class UnknownCredentialEndToEndTest extends RefusedCredential {

  UnknownCredentialEndToEndTest() {
    super(Outage.Kind.UNAUTHORIZED);
  }
}
