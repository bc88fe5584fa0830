/** An HTTP request as bytes, its limits, and its answer. */
@NullMarked
package dev.mayfly.gateway.http;

import org.jspecify.annotations.NullMarked;
