/** What end-to-end tests share: the stack that they start, its jobs, its sweep, its secrets. */
@NullMarked
package dev.mayfly.acceptance.stack;

import org.jspecify.annotations.NullMarked;
