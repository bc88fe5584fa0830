package dev.mayfly.console.signin;

import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.security.Principal;

/** The caller as Jersey asks for it. */
record SignedIn(Caller caller, URI address) implements SecurityContext {

  @Override
  public Principal getUserPrincipal() {
    return caller;
  }

  @Override
  public boolean isUserInRole(String role) {
    return caller.roles().stream().anyMatch(it -> it.name().equals(role));
  }

  @Override
  public boolean isSecure() {
    return "https".equals(address.getScheme());
  }

  @Override
  public String getAuthenticationScheme() {
    return "mayfly";
  }
}
