package dev.mayfly.worker.forge.http;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.Headers;

/**
 * The latest answers that the forge gave with an entity tag, by address: a request may ask whether
 * they still hold, and a "304 Not Modified" costs nothing of GitHub's budget. Rule gh-304-free. In
 * memory, and bounded: the one unused for longest goes first. Thread-safe.
 */
final class ETagCache {

  // One answer fills no more than this part, so that it does not drive out all the others.
  private static final int LARGEST_PART = 8;
  // The cost of an entry beside its body: headers, address and tag.
  private static final int OVERHEAD = 2048;

  private final long mostBytes;
  private final Map<String, Entry> byUrl = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** An answer that can be given again. */
  record Entry(String tag, Headers headers, String body) {

    // Texts of a forge are nearly all Latin-1, which the JVM keeps in one byte each.
    private long size() {
      return OVERHEAD + (long) body.length();
    }
  }

  /**
   * @param mostBytes about how much memory it may take.
   */
  ETagCache(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized Optional<Entry> of(String url) {
    return Optional.ofNullable(byUrl.get(url));
  }

  synchronized void put(String url, Entry answer) {
    forget(url);
    if (answer.size() > mostBytes / LARGEST_PART) {
      return;
    }
    byUrl.put(url, answer);
    bytes += answer.size();
    Iterator<Entry> longestUnused = byUrl.values().iterator();
    while (bytes > mostBytes) {
      bytes -= longestUnused.next().size();
      longestUnused.remove();
    }
  }

  synchronized void forget(String url) {
    Entry before = byUrl.remove(url);
    bytes -= before == null ? 0 : before.size();
  }
}
