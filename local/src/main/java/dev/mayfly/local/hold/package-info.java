/** Requests to the stand-ins that wait until somebody lets them go on. */
@NullMarked
package dev.mayfly.local.hold;

import org.jspecify.annotations.NullMarked;
