/** A stand-in for Azure Batch: its wire protocol over HTTP, its states and its faults. */
@NullMarked
package dev.mayfly.standin.batch;

import org.jspecify.annotations.NullMarked;
