/**
 * The question about a job, as a person names it: to its life, its pool, and through a worker to
 * the forge.
 */
@NullMarked
package dev.mayfly.service.inquiry;

import org.jspecify.annotations.NullMarked;
