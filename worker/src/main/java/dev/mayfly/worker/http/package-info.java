/** The way of the worker's own HTTP clients through a forward proxy. */
@NullMarked
package dev.mayfly.worker.http;

import org.jspecify.annotations.NullMarked;
