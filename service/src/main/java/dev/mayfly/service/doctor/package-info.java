/** The doctor's questions and findings, and the checks that need Temporal alone. */
@NullMarked
package dev.mayfly.service.doctor;

import org.jspecify.annotations.NullMarked;
