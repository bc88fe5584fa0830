/** Azure Key Vault as a source of secrets. */
@NullMarked
package dev.mayfly.service.vault;

import org.jspecify.annotations.NullMarked;
