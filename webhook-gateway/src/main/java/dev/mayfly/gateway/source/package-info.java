/**
 * Who may speak to the gateway at all: the addresses that a forge sends its webhooks from. A first
 * sieve, not the authority, which is the signature.
 */
@NullMarked
package dev.mayfly.gateway.source;

import org.jspecify.annotations.NullMarked;
