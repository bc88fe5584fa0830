/**
 * The YAML files of a service, read strictly: all errors at once, each with its path and what was
 * expected.
 */
@NullMarked
package dev.mayfly.service.config;

import org.jspecify.annotations.NullMarked;
