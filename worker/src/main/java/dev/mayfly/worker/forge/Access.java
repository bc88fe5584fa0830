package dev.mayfly.worker.forge;

import java.util.Map;

/**
 * What signing in at a forge gives.
 *
 * @param apps who asks as an App itself, by its id; empty for a token.
 */
record Access(Credentials credentials, Map<String, ForgeHttp> apps) {}
