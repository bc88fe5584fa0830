/** The command line: help, suggestions and exit codes, the same for every process. */
@NullMarked
package dev.mayfly.service.command;

import org.jspecify.annotations.NullMarked;
