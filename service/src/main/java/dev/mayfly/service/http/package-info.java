/**
 * The rules that all HTTP clients share: a redirect is not followed, the time of each answer is
 * noted, and proxy and trust are this process's.
 */
@NullMarked
package dev.mayfly.service.http;

import org.jspecify.annotations.NullMarked;
