/**
 * A stand-in for GitHub, Gitea and Azure DevOps: REST API, webhooks, and the way jobs get runners.
 */
@NullMarked
package dev.mayfly.standin.forge;

import org.jspecify.annotations.NullMarked;
