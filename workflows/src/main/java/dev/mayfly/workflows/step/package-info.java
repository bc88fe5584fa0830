/** The steps that a life has a worker do: their activities, what they are given and answer. */
@NullMarked
package dev.mayfly.workflows.step;

import org.jspecify.annotations.NullMarked;
