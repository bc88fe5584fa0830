package dev.mayfly.worker.forge.auth;

import dev.mayfly.worker.forge.http.Credentials;
import dev.mayfly.worker.forge.http.ForgeHttp;
import java.util.Map;

/**
 * What signing in at a forge gives.
 *
 * @param apps who asks as an App itself, by its id; empty for a token.
 */
public record Access(Credentials credentials, Map<String, ForgeHttp> apps) {}
