/**
 * The watcher: polls forge and Batch for all waiting lives at once, and completes the waits that
 * came true.
 */
@NullMarked
package dev.mayfly.worker.watch;

import org.jspecify.annotations.NullMarked;
