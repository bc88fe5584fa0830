/** The whole Mayfly from a queued job until nothing is left, as each deployment may have it. */
@NullMarked
package dev.mayfly.acceptance.endtoend;

import org.jspecify.annotations.NullMarked;
