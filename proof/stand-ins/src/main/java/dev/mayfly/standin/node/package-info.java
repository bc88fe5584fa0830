/**
 * What runs on the nodes of the stand-in for Batch: containers, by Docker or played by processes.
 */
@NullMarked
package dev.mayfly.standin.node;

import org.jspecify.annotations.NullMarked;
