/** The metrics of a process as Prometheus reads them: their names, their labels, their page. */
@NullMarked
package dev.mayfly.service.metrics;

import org.jspecify.annotations.NullMarked;
