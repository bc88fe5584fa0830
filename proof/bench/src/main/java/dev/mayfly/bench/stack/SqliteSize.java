package dev.mayfly.bench.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The size of a SQLite database in WAL mode, with what has not been copied into its file yet. From
 * sqlite.org, Database File Format, sections 1.3 and 4.1: the header has the size of a page and the
 * number of pages; in the log the frame that ends a commit has the number of pages after it, and
 * frames of an earlier use of the log have other salts than its header.
 */
final class SqliteSize {

  private static final int PAGE_SIZE = 16;
  private static final int PAGES = 28;
  // A page size of 65,536 does not fit, and is written as 1.
  private static final int LARGEST = 65_536;
  private static final int LOG_HEADER = 32;
  private static final int LOG_SALTS = 16;
  private static final int FRAME_HEADER = 24;
  private static final int FRAME_PAGES = 4;
  private static final int FRAME_SALTS = 8;

  private SqliteSize() {}

  /** Returns its bytes, by whole pages. */
  static long of(Path database) throws IOException {
    ByteBuffer header;
    try (var file = Files.newInputStream(database)) {
      header = ByteBuffer.wrap(file.readNBytes(100));
    }
    int size = Short.toUnsignedInt(header.getShort(PAGE_SIZE));
    int page = size == 1 ? LARGEST : size;
    Path log = Path.of(database + "-wal");
    int logged = Files.exists(log) ? pages(ByteBuffer.wrap(Files.readAllBytes(log)), page) : 0;
    return (long) page * (logged > 0 ? logged : header.getInt(PAGES));
  }

  /** Returns the number of pages after the last commit of the log; 0 where it has none. */
  private static int pages(ByteBuffer log, int page) {
    int pages = 0;
    for (int frame = LOG_HEADER;
        frame + FRAME_HEADER + page <= log.limit()
            && log.getLong(frame + FRAME_SALTS) == log.getLong(LOG_SALTS);
        frame += FRAME_HEADER + page) {
      int after = log.getInt(frame + FRAME_PAGES);
      pages = after > 0 ? after : pages;
    }
    return pages;
  }
}
