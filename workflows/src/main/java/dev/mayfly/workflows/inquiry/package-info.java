/**
 * The short workflow that asks a forge, through a worker, about a job of which there is no life.
 */
@NullMarked
package dev.mayfly.workflows.inquiry;

import org.jspecify.annotations.NullMarked;
