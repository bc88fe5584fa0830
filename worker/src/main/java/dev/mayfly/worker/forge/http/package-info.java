/** HTTP requests to a forge: within its rate limits, with ETags, pages and a circuit breaker. */
@NullMarked
package dev.mayfly.worker.forge.http;

import org.jspecify.annotations.NullMarked;
