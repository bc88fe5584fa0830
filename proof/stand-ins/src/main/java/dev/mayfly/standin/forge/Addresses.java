package dev.mayfly.standin.forge;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where the stand-in can be reached: known only once its server has a port. */
final class Addresses {

  private final String apiPath;
  private volatile @Nullable URI server;

  Addresses(String apiPath) {
    this.apiPath = apiPath;
  }

  void become(URI url) {
    server = url;
  }

  String webUrl() {
    if (server == null) {
      throw new IllegalStateException("the stand-in has no address yet");
    }
    return String.valueOf(server);
  }

  String apiUrl() {
    return webUrl() + "/" + apiPath;
  }
}
