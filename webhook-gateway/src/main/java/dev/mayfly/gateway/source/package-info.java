/**
 * The check of a request's source: the addresses that a forge sends its webhooks from. A first
 * sieve, not the authority, which is the signature.
 */
@NullMarked
package dev.mayfly.gateway.source;

import org.jspecify.annotations.NullMarked;
