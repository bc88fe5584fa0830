/** The start of lives, and the signals to them. */
@NullMarked
package dev.mayfly.service.dispatch;

import org.jspecify.annotations.NullMarked;
