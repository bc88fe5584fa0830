/** The console for programs: REST about jobs, pools, sweeps and costs, described in OpenAPI. */
@NullMarked
package dev.mayfly.console.api;

import org.jspecify.annotations.NullMarked;
