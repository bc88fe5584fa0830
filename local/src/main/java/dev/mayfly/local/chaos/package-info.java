/** The demo that loses deliveries and kills runners, and counts what became of the jobs. */
@NullMarked
package dev.mayfly.local.chaos;

import org.jspecify.annotations.NullMarked;
