/**
 * The canary: marks every secret, lets everything happen that can, and searches for the marks
 * wherever a secret could come to light.
 */
@NullMarked
package dev.mayfly.acceptance.canary;

import org.jspecify.annotations.NullMarked;
