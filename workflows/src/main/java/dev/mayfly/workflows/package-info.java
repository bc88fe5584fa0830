/**
 * The contracts of Mayfly and its deterministic code: ids, routing, and the life of a runner.
 * Nothing here sees the network.
 */
@NullMarked
package dev.mayfly.workflows;

import org.jspecify.annotations.NullMarked;
