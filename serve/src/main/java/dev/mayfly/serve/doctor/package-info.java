/**
 * The doctor: asks all that an installation depends on, and says what is wrong and how to mend it.
 */
@NullMarked
package dev.mayfly.serve.doctor;

import org.jspecify.annotations.NullMarked;
