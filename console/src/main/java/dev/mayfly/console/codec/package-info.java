/** The codec endpoint: what Temporal's Web UI asks to show encrypted payloads. */
@NullMarked
package dev.mayfly.console.codec;

import org.jspecify.annotations.NullMarked;
