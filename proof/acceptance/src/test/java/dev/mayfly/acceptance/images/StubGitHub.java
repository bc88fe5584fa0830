package dev.mayfly.acceptance.images;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The folder that is GitHub for the stub runner; what is in it, the stub's README says. */
final class StubGitHub implements AutoCloseable {

  final Path folder;
  final String token = "TOKEN" + UUID.randomUUID().toString().replace("-", "");
  private final RandomAccessFile orders;
  private final RandomAccessFile go;

  StubGitHub(Path folder) throws Exception {
    this.folder = folder;
    for (String part : List.of("tokens", "jit", "runners", "evidence")) {
      Files.createDirectories(folder.resolve(part));
    }
    Files.createFile(folder.resolve("tokens").resolve(token));
    orders = fifo("orders");
    go = fifo("go");
  }

  /** Open for reading too, so that neither side waits for the other. */
  private RandomAccessFile fifo(String name) throws Exception {
    Path path = folder.resolve(name);
    assertThat(Programs.run(List.of("mkfifo", path.toString())).exitCode()).isZero();
    return new RandomAccessFile(path.toFile(), "rw");
  }

  /** Orders what the listener does next, after what was ordered before. */
  void order(String order) throws IOException {
    orders.write((order + "\n").getBytes(UTF_8));
  }

  /** Lets go what is held. */
  void letGo() throws IOException {
    go.write('\n');
  }

  void fault(String word) throws IOException {
    Files.writeString(folder.resolve("faults"), word + "\n");
  }

  /** Registers a runner of this name, and returns its configuration. */
  String jitConfig(String name) throws IOException {
    String config = "JIT" + UUID.randomUUID().toString().replace("-", "");
    Files.writeString(folder.resolve("jit").resolve(config), name);
    Files.createDirectory(folder.resolve("runners").resolve(name));
    return config;
  }

  List<String> runners() {
    return names(folder.resolve("runners"));
  }

  String registered(String runner, String what) throws IOException {
    return Files.readString(folder.resolve("runners").resolve(runner).resolve(what));
  }

  /** Returns the removals, a line each: the remover and the removed. */
  List<String> removed() throws IOException {
    Path removed = folder.resolve("removed");
    return Files.exists(removed) ? Files.readAllLines(removed) : List.of();
  }

  /** Returns the moments at which the entrypoint looked around. */
  List<String> moments() {
    return names(folder.resolve("evidence"));
  }

  /**
   * @param file {@code arguments}, {@code environments} or {@code own-environment}.
   */
  String evidence(String moment, String file) throws IOException {
    return Files.readString(folder.resolve("evidence").resolve(moment).resolve(file), ISO_8859_1);
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    orders.close();
    go.close();
  }
}
