/**
 * The product's core: the workflow of one job, which makes runners until the job has run, and
 * removes them.
 */
@NullMarked
package dev.mayfly.workflows.life;

import org.jspecify.annotations.NullMarked;
