/** The console for people: pages that are whole without script, and live with it. */
@NullMarked
package dev.mayfly.console.pages;

import org.jspecify.annotations.NullMarked;
