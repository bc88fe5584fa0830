package dev.mayfly.console.signin;

/**
 * A sign-in that is under way at the provider, as the browser keeps it.
 *
 * @param state comes back with the browser, so that no other one can end it (RFC 6749, section
 *     10.12).
 * @param nonce comes back in the token, so that no older one is taken (OpenID Connect Core, section
 *     3.1.2.1).
 * @param verifier goes with the code, which alone is of no use (RFC 7636, section 4.1).
 * @param to the page that was asked for first.
 * @param end until when it may come back.
 */
record PendingSignIn(String state, String nonce, String verifier, String to, long end) {

  @Override
  public String toString() {
    return "PendingSignIn[***]";
  }
}
