/** A real browser, for what people see in the Temporal Web UI. */
@NullMarked
package dev.mayfly.local.browser;

import org.jspecify.annotations.NullMarked;
