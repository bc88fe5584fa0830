/**
 * The rules that all HTTP clients share: a redirect is not followed, and the time of each answer is
 * noted.
 */
@NullMarked
package dev.mayfly.service.http;

import org.jspecify.annotations.NullMarked;
