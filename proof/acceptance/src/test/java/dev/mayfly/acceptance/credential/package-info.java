/**
 * Refused credentials, for minutes each: what they cost, and that all goes on when they are mended.
 */
@org.jspecify.annotations.NullMarked
package dev.mayfly.acceptance.credential;
