/**
 * The side effects on a forge: GitHub's REST API for runners and jobs, and the steps that use it.
 */
@NullMarked
package dev.mayfly.worker.forge;

import org.jspecify.annotations.NullMarked;
