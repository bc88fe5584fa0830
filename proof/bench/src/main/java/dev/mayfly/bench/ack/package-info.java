/** The benchmark of acknowledgements: how soon and how often webhooks are answered. */
@NullMarked
package dev.mayfly.bench.ack;

import org.jspecify.annotations.NullMarked;
