/** Microsoft Entra ID: the identity of a service there, and the tokens that it gets. */
@NullMarked
package dev.mayfly.service.entra;

import org.jspecify.annotations.NullMarked;
