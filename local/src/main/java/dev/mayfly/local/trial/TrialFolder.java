package dev.mayfly.local.trial;

import dev.mayfly.local.stack.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a trial: its files, its secrets, its Temporal. One process has it at a time, by a
 * lock that ends with the process, however that ends.
 */
final class TrialFolder implements AutoCloseable {

  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lock;

  private TrialFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes it, and removes what a process left there that was killed, its Temporal server too.
   *
   * @throws IllegalArgumentException when another process has it.
   */
  static TrialFolder take(Path path) throws IOException {
    Files.createDirectories(path);
    keepPrivate(path);
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new IllegalArgumentException(
          "a trial of this repository runs on this machine already; end it by Ctrl-C first");
    }
    TrialFolder taken = new TrialFolder(path, channel);
    taken.endLeftServers();
    taken.clear();
    return taken;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  /** Secrets are in it. */
  private static void keepPrivate(Path path) throws IOException {
    boolean done =
        path.toFile().setReadable(false, false)
            && path.toFile().setExecutable(false, false)
            && path.toFile().setReadable(true, true)
            && path.toFile().setWritable(true, true)
            && path.toFile().setExecutable(true, true);
    if (!done) {
      throw new IOException("cannot keep " + path + " from other users of this machine");
    }
  }

  /** A process that is killed leaves the server that it had started; its files are in its words. */
  private void endLeftServers() {
    String database = path.resolve("temporal.db").toString();
    List<ProcessHandle> left =
        ProcessHandle.allProcesses()
            .filter(
                it -> it.info().commandLine().filter(words -> words.contains(database)).isPresent())
            .toList();
    left.forEach(ProcessHandle::destroyForcibly);
    left.forEach(it -> it.onExit().join());
  }

  private void clear() throws IOException {
    List<Path> content;
    try (Stream<Path> all = Files.list(path)) {
      content = all.filter(it -> !it.endsWith(LOCK)).toList();
    }
    for (Path each : content) {
      Directories.delete(each);
    }
  }

  Path path() {
    return path;
  }

  /** Removes it. */
  @Override
  public void close() throws IOException {
    Directories.delete(path);
    lock.close();
  }
}
