/**
 * The crash matrix: kills gateway, worker and Temporal at every step of a life, and checks what
 * became of the job.
 */
@NullMarked
package dev.mayfly.acceptance.crash;

import org.jspecify.annotations.NullMarked;
