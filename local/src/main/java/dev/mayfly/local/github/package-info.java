/** A stand-in GitHub: its REST API, its webhooks and its way of giving jobs to runners. */
@NullMarked
package dev.mayfly.local.github;

import org.jspecify.annotations.NullMarked;
