package dev.mayfly.local.stack;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the project, found from where this class was loaded. */
public final class Root {

  private Root() {}

  public static Path find() {
    Path place = location();
    while (place != null && !Files.isDirectory(place.resolve("examples"))) {
      place = place.getParent();
    }
    if (place == null) {
      throw new IllegalStateException("cannot find the project's folder above " + location());
    }
    return place;
  }

  private static Path location() {
    try {
      return Path.of(Root.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("cannot find the project's folder", e);
    }
  }
}
