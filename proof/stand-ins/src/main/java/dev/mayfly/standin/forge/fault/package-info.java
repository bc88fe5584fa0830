/**
 * The ways in which a stand-in forge fails when it is told to: outages, errors, lost deliveries.
 */
@NullMarked
package dev.mayfly.standin.forge.fault;

import org.jspecify.annotations.NullMarked;
