package dev.mayfly.console.signin;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that the console answers at, and the pages that may ask it. A page of a stranger
 * can give its own name the console's address (DNS rebinding), but its requests then bear that name
 * as their {@code Host}; and it can have a browser send something, but the browser says where that
 * comes from (Fetch, sections <i>Origin header</i> and, in Fetch Metadata, <i>Sec-Fetch-Site</i>).
 */
final class Addresses {

  private static final Pattern OWN_MACHINE =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");
  private static final Set<String> READING = Set.of("GET", "HEAD");

  private final List<URI> configured;

  /**
   * @param configured none: whatever the own machine is called, at any port.
   */
  Addresses(List<URI> configured) {
    this.configured = List.copyOf(configured);
  }

  /** Returns whether what is said there is read by no one else: TLS, or the own machine. */
  static boolean isSafe(URI address) {
    return address.getHost() != null
        && ("https".equals(address.getScheme())
            || ("http".equals(address.getScheme())
                && OWN_MACHINE.matcher(address.getHost()).matches()));
  }

  /** Returns the address that a request was sent to; empty: it is none of ours. */
  Optional<URI> of(@Nullable String host) {
    String named = host == null ? "" : host.toLowerCase(Locale.ROOT);
    if (configured.isEmpty()) {
      return Optional.of(named)
          .filter(it -> OWN_MACHINE.matcher(it).matches())
          .map(it -> URI.create("http://" + it));
    }
    return configured.stream()
        .filter(it -> origin(it).equals(withoutUsualPort(it.getScheme() + "://" + named)))
        .map(it -> URI.create(origin(it)))
        .findFirst();
  }

  /** Returns whether a page of ours asks, or a program, or a person who follows a link to us. */
  static boolean mayCome(ContainerRequestContext request, URI address) {
    String origin = request.getHeaderString("Origin");
    if (origin != null && !origin.equals(origin(address))) {
      return false;
    }
    String site = request.getHeaderString("Sec-Fetch-Site");
    return site == null
        || site.equals("same-origin")
        || (READING.contains(request.getMethod()) && (site.equals("none") || isOpened(request)));
  }

  /** Returns whether the answer will be shown as a page of its own. */
  private static boolean isOpened(ContainerRequestContext request) {
    return "navigate".equals(request.getHeaderString("Sec-Fetch-Mode"))
        && "document".equals(request.getHeaderString("Sec-Fetch-Dest"));
  }

  /** As a browser writes it. */
  private static String origin(URI address) {
    return withoutUsualPort(
        (address.getScheme() + "://" + address.getRawAuthority()).toLowerCase(Locale.ROOT));
  }

  private static String withoutUsualPort(String origin) {
    return origin
        .replaceFirst("^(https://[^/]+):443$", "$1")
        .replaceFirst("^(http://[^/]+):80$", "$1");
  }
}
