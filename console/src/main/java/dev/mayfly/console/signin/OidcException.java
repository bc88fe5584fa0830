package dev.mayfly.console.signin;

/** A sign-in that the provider did not vouch for. The message holds no token, code or secret. */
final class OidcException extends Exception {

  private static final long serialVersionUID = 1L;

  OidcException(String message) {
    super(message);
  }
}
