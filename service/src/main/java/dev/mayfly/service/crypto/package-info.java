/** Encryption of what Temporal keeps: keys by id, and the codec of whole payloads. */
@NullMarked
package dev.mayfly.service.crypto;

import org.jspecify.annotations.NullMarked;
