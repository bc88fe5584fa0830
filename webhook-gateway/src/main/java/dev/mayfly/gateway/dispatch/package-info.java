/** The way of an event into Temporal: alone, or with others of a burst. */
@NullMarked
package dev.mayfly.gateway.dispatch;

import org.jspecify.annotations.NullMarked;
