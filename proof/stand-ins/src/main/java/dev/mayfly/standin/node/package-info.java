/** The containers on the nodes of the stand-in for Batch: Docker's, or played by processes. */
@NullMarked
package dev.mayfly.standin.node;

import org.jspecify.annotations.NullMarked;
