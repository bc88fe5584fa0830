package dev.mayfly.console.signin;

import java.net.URI;
import java.util.Optional;

/**
 * As much as is known of who sent a request.
 *
 * @param address of ours that it was sent to.
 * @param caller empty: nobody has signed in.
 * @param session empty: the request bears a secret, which no browser adds by itself.
 */
record Visitor(URI address, Optional<Caller> caller, Optional<Session> session) {}
