/** Microsoft Entra ID: who a service is there, and the tokens that it gets. */
@NullMarked
package dev.mayfly.service.entra;

import org.jspecify.annotations.NullMarked;
