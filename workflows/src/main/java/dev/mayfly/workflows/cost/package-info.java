/** The cost of runners: from prices and times to amounts by job, repository, workflow and pool. */
@NullMarked
package dev.mayfly.workflows.cost;

import org.jspecify.annotations.NullMarked;
