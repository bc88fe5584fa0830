/**
 * The crash matrix: kills gateway, worker and Temporal at every step of a life, and looks at what
 * became of the job.
 */
@NullMarked
package dev.mayfly.local.crash;

import org.jspecify.annotations.NullMarked;
