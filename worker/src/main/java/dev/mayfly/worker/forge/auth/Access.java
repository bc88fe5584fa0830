package dev.mayfly.worker.forge.auth;

import dev.mayfly.worker.forge.http.Credentials;
import dev.mayfly.worker.forge.http.ForgeHttp;
import java.util.Map;

/**
 * The result of signing in at a forge.
 *
 * @param apps the requests of each App as itself, by its id; empty for a token.
 */
public record Access(Credentials credentials, Map<String, ForgeHttp> apps) {}
