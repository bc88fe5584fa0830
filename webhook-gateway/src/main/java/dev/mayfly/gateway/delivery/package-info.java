/** A webhook or agent request: verified, then parsed, then routed. */
@NullMarked
package dev.mayfly.gateway.delivery;

import org.jspecify.annotations.NullMarked;
