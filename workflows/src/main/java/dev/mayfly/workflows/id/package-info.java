/**
 * The names of things as functions of each other: a life, its runners, its tasks, a pool, a sweep.
 */
@NullMarked
package dev.mayfly.workflows.id;

import org.jspecify.annotations.NullMarked;
