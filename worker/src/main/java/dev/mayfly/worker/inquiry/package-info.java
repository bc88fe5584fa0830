/** The step of an inquiry: a forge is asked about a job, and the job is routed. */
@NullMarked
package dev.mayfly.worker.inquiry;

import org.jspecify.annotations.NullMarked;
