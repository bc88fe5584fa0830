/** Secrets by reference, from a variable, a file or a Key Vault, and their current values. */
@NullMarked
package dev.mayfly.service.secret;

import org.jspecify.annotations.NullMarked;
