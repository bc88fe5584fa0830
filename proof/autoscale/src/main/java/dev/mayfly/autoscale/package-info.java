/**
 * Azure Batch's language of autoscale formulas, evaluated offline over samples that the caller has.
 */
@NullMarked
package dev.mayfly.autoscale;

import org.jspecify.annotations.NullMarked;
