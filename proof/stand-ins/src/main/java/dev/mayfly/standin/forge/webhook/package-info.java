/** The webhook of a stand-in forge: deliveries signed, sent, sent again and counted. */
@NullMarked
package dev.mayfly.standin.forge.webhook;

import org.jspecify.annotations.NullMarked;
