/**
 * A stand-in for Azure Batch: its wire protocol over HTTP, its states and its faults, with local
 * processes as tasks.
 */
@NullMarked
package dev.mayfly.standin.batch;

import org.jspecify.annotations.NullMarked;
