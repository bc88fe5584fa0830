/** The Azure Batch account: where it is, and the ways to sign in there. */
@NullMarked
package dev.mayfly.service.batch;

import org.jspecify.annotations.NullMarked;
