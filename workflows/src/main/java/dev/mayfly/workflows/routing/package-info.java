/** The decision what a webhook means: start a life, signal one, or ignore it with a reason. */
@NullMarked
package dev.mayfly.workflows.routing;

import org.jspecify.annotations.NullMarked;
