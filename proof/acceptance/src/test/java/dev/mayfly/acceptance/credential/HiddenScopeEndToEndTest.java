package dev.mayfly.acceptance.credential;

import dev.mayfly.standin.forge.fault.Outage;

/** A scope that the credential may not see: 404. */
class HiddenScopeEndToEndTest extends RefusedCredential {

  HiddenScopeEndToEndTest() {
    super(Outage.Kind.HIDDEN);
  }
}
