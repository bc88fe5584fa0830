package dev.mayfly.standin.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/**
 * Microsoft's recorded sessions, replayed as {@link Replay} says. What the stand-in does not serve
 * is reported and passed over.
 */
@Tag("server")
class RecordingsTest {

  @TestFactory
  Stream<DynamicTest> answersAsRecorded(TestReporter reporter) throws IOException {
    Path folder = SharedData.batch();
    Swagger swagger = new Swagger(folder.resolve("spec/BatchService.json"));
    return Recording.in(folder).stream()
        .map(
            recording ->
                DynamicTest.dynamicTest(
                    folder.relativize(recording.file()).toString(),
                    () ->
                        assertThat(new Replay(recording, swagger, reporter).differences())
                            .isEmpty()));
  }

  /** Else a recorder's form that nobody reads any more would leave the test above without work. */
  @Test
  void mostOfWhatWasRecordedIsServed() throws IOException {
    Set<Operation> operations =
        Recording.in(SharedData.batch()).stream()
            .flatMap(recording -> recording.exchanges().stream())
            .flatMap(exchange -> exchange.operation().stream())
            .collect(Collectors.toSet());

    assertThat(operations)
        .containsAll(
            List.of(
                Operation.ADD_JOB,
                Operation.ADD_TASK,
                Operation.ADD_TASKS,
                Operation.ADD_POOL,
                Operation.RESIZE_POOL,
                Operation.DELETE_POOL,
                Operation.COUNT_NODES,
                Operation.DISABLE_JOB,
                Operation.TERMINATE_JOB));
  }
}
