/** The one rule for all HTTP clients: a redirect is not followed, and its sentence says so. */
@NullMarked
package dev.mayfly.service.http;

import org.jspecify.annotations.NullMarked;
