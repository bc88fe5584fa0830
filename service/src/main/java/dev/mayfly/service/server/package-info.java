/** A service as a process: its command line, its HTTP server, its orderly exit. */
@NullMarked
package dev.mayfly.service.server;

import org.jspecify.annotations.NullMarked;
