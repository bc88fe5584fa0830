package dev.mayfly.worker.forge.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub App that Mayfly signs in as.
 *
 * @param id its number, or its client id.
 * @param privateKey PEM, as GitHub hands it out (PKCS#1) or as PKCS#8; read anew whenever something
 *     is signed, so another one may take its place at any time.
 * @param installation the one that serves every scope; absent: each scope's own is asked for.
 */
public record GitHubApp(String id, Supplier<String> privateKey, @Nullable Long installation) {

  /**
   * @throws IllegalArgumentException when the key is none; the message never shows it.
   */
  public GitHubApp {
    AppKey.check(privateKey.get());
  }

  @Override
  public String toString() {
    return "GitHubApp[" + id + "]";
  }
}
