/** The ways to sign in to a forge: a token, a GitHub App, Azure DevOps' Entra ID. */
@NullMarked
package dev.mayfly.worker.forge.auth;

import org.jspecify.annotations.NullMarked;
