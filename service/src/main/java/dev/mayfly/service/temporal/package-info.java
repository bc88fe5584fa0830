/** The connection to Temporal: settings, health check, metrics. */
@NullMarked
package dev.mayfly.service.temporal;

import org.jspecify.annotations.NullMarked;
