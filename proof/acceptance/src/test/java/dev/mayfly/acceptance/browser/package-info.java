/** A real browser for tests: headless Chromium, driven over its DevTools protocol. */
@NullMarked
package dev.mayfly.acceptance.browser;

import org.jspecify.annotations.NullMarked;
