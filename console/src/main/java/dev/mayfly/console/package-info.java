/** The people's door: a service with the REST API and the pages about jobs and pools. */
@NullMarked
package dev.mayfly.console;

import org.jspecify.annotations.NullMarked;
