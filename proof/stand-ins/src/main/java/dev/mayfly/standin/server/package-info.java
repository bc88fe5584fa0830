/** The parts that all stand-ins share: their HTTP server, requests on hold, seeded chance. */
@NullMarked
package dev.mayfly.standin.server;

import org.jspecify.annotations.NullMarked;
