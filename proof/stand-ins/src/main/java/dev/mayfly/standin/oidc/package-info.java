/** A stand-in for Entra ID as an OpenID provider: discovery, sign-in page, tokens and keys. */
@NullMarked
package dev.mayfly.standin.oidc;

import org.jspecify.annotations.NullMarked;
