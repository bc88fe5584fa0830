/**
 * The edge: takes a forge's webhook as bytes, verifies it, reads it, routes it, and starts or
 * signals a life in Temporal.
 */
@NullMarked
package dev.mayfly.gateway;

import org.jspecify.annotations.NullMarked;
