package dev.mayfly.standin.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Has one test class at a time use this machine's Docker, whose containers all of them look at;
 * others, in JVMs beside, need not wait for it.
 */
public final class OneDocker implements BeforeAllCallback {

  // A lock of a file is for a whole JVM, and refuses its second thread.
  private static final Semaphore OF_THIS_JVM = new Semaphore(1);
  private static final Path LOCK = Path.of(System.getProperty("java.io.tmpdir"), "mayfly-docker");

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    context
        .getStore(Namespace.create(OneDocker.class, context.getRequiredTestClass()))
        .put("mine", new Mine());
  }

  /** Until the class is over. */
  private static final class Mine implements AutoCloseable {

    private final FileChannel file;

    Mine() throws IOException {
      OF_THIS_JVM.acquireUninterruptibly();
      file = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      Object unused = file.lock();
    }

    @Override
    public void close() throws IOException {
      file.close();
      OF_THIS_JVM.release();
    }
  }
}
