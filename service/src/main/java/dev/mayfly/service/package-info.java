/**
 * What gateway and worker share as processes: configuration that reports all of its faults at once,
 * secrets by reference, and the connection to Temporal.
 */
@NullMarked
package dev.mayfly.service;

import org.jspecify.annotations.NullMarked;
