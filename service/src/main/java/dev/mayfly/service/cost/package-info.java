/** The costs of jobs: lives and pools are asked for their times, which prices turn into amounts. */
@NullMarked
package dev.mayfly.service.cost;

import org.jspecify.annotations.NullMarked;
