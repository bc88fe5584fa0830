/** placeholder. */
@NullMarked
package dev.mayfly.service;

import org.jspecify.annotations.NullMarked;
