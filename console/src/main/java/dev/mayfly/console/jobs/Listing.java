package dev.mayfly.console.jobs;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.util.concurrent.UncheckedExecutionException;
import com.google.protobuf.ByteString;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.service.temporal.TemporalHealthCheck;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsResponse;
import io.temporal.client.WorkflowExecutionMetadata;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Temporal's lists of workflows, page by page. What several readers ask within two seconds is asked
 * once.
 */
final class Listing {

  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MOST = 200;
  private static final int MOST_ENTITIES = 1_000;

  private final TemporalConnection temporal;
  private final Cache<Question, Page> answers;

  /** A part of a list, and what the next one begins with; empty: there is none. */
  record Page(List<WorkflowExecutionMetadata> workflows, String next) {}

  private record Question(String condition, int size, String from) {}

  Listing(TemporalConnection temporal, Ticker ticker) {
    this.temporal = temporal;
    this.answers =
        CacheBuilder.newBuilder().expireAfterWrite(FRESH).maximumSize(MOST).ticker(ticker).build();
  }

  /**
   * @param cursor of the part before; absent: from the beginning.
   * @throws Refusal when Temporal has no answer.
   */
  Page page(String condition, int size, @Nullable String cursor) {
    Question question = new Question(condition, size, cursor == null ? "" : cursor);
    try {
      return answers.get(question, () -> ask(question));
    } catch (ExecutionException | UncheckedExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Returns the open workflows of a type whose ids begin so.
   *
   * @throws Refusal when Temporal has no answer.
   */
  Stream<WorkflowExecutionMetadata> open(String type, String prefix) {
    String condition = "WorkflowType = '" + type + "' AND ExecutionStatus = 'Running'";
    return page(condition, MOST_ENTITIES, null).workflows().stream()
        .filter(it -> it.getExecution().getWorkflowId().startsWith(prefix));
  }

  private Page ask(Question question) {
    try {
      ListWorkflowExecutionsResponse answer =
          temporal.within(PATIENCE).listWorkflowExecutions(request(question));
      return new Page(
          answer.getExecutionsList().stream()
              .map(
                  info ->
                      new WorkflowExecutionMetadata(
                          info, temporal.client().getOptions().getDataConverter()))
              .toList(),
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(answer.getNextPageToken().toByteArray()));
    } catch (StatusRuntimeException e) {
      throw refusal(e, !question.from().isEmpty());
    }
  }

  private ListWorkflowExecutionsRequest request(Question question) {
    return ListWorkflowExecutionsRequest.newBuilder()
        .setNamespace(temporal.namespace())
        .setQuery(question.condition())
        .setPageSize(question.size())
        .setNextPageToken(token(question.from()))
        .build();
  }

  private static ByteString token(String cursor) {
    try {
      return ByteString.copyFrom(Base64.getUrlDecoder().decode(cursor));
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("cursor", "is none that was given");
    }
  }

  private Refusal refusal(StatusRuntimeException e, boolean goesOn) {
    Status.Code code = e.getStatus().getCode();
    if (code == Status.Code.INVALID_ARGUMENT && goesOn) {
      return Refusal.invalid("cursor", "is none that was given, or of another question");
    }
    return new Refusal(
        Refusal.Kind.UNAVAILABLE,
        code == Status.Code.UNIMPLEMENTED
            ? "this Temporal server is in memory and lists nothing; ask for a job by its id"
            : TemporalHealthCheck.told(temporal, e));
  }
}
