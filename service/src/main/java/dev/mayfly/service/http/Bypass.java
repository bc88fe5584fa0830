package dev.mayfly.service.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The hosts that are reached without the proxy: those that {@code NO_PROXY} names, each with all
 * below it, or for one port alone ({@code HOST:PORT}), and the addresses in its ranges; and always
 * this machine.
 */
record Bypass(List<String> entries) {

  static Bypass parse(String list) {
    return new Bypass(
        Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  boolean holds(String host, int port) {
    String asked = host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    return isHere(asked) || entries.stream().anyMatch(entry -> names(entry, asked, port));
  }

  // 169.254: where a machine of Azure tells about itself and its identity, which no proxy can reach
  // (Azure's documentation, "Azure Instance Metadata Service for virtual machines", Proxies). Rule
  // azure-metadata-no-proxy.
  private static boolean isHere(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("(127|169\\.254)(\\.[0-9]{1,3}){2,3}");
  }

  private static boolean names(String entry, String host, int port) {
    if (entry.equals("*") || entry.equals(host)) {
      return true;
    }
    // As curl reads them, and Go. Rule proxy-ranges.
    if (entry.contains("/")) {
      return AddressRange.parse(entry).filter(range -> range.holds(host)).isPresent();
    }
    boolean hasPort = entry.matches("[^:]+:[0-9]+");
    String name = (hasPort ? entry.replaceFirst(":.*", "") : entry).replaceFirst("^\\*?\\.", "");
    return (!hasPort || entry.endsWith(":" + port))
        && (host.equals(name) || host.endsWith("." + name));
  }

  /** Returns the entries that mean nothing: neither a host nor a range of addresses. */
  List<String> unreadable() {
    return entries.stream()
        .filter(entry -> entry.contains("/") && AddressRange.parse(entry).isEmpty())
        .toList();
  }

  @Override
  public String toString() {
    return String.join(", ", entries);
  }
}
