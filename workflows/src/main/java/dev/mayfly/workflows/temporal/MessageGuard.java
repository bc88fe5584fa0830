package dev.mayfly.workflows.temporal;

import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.RawValue;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Temporal and every workflow of a worker, since messages are untrusted input. The
 * SDK hands null to a handler whose input is missing, and drops a signal that it cannot read with a
 * line in the worker's log ({@code SignalDispatcher} of temporalio/sdk-java). Here no handler sees
 * either: an update, a query and a start are refused with a sentence, and of a signal, which has no
 * answer, its workflow is told.
 */
public final class MessageGuard extends WorkerInterceptorBase {

  /** A workflow that can say of a signal that it was ignored, and why. */
  public interface Recipient {
    void ignored(String why);
  }

  @Override
  public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
    return new WorkflowInboundCallsInterceptorBase(next) {
      @Override
      public void init(WorkflowOutboundCallsInterceptor outbound) {
        try {
          super.init(new Registrations(outbound));
        } catch (DataConverterException unreadable) {
          throw UntrustedInput.unreadable("the start of this workflow", unreadable, null);
        }
      }
    };
  }

  /** The handlers of a workflow as the SDK registers them: they take what they get unread. */
  private static final class Registrations extends WorkflowOutboundCallsInterceptorBase {

    private Registrations(WorkflowOutboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void registerSignalHandlers(RegisterSignalHandlersInput input) {
      super.registerSignalHandlers(
          new RegisterSignalHandlersInput(
              input.getRequests().stream().map(Registrations::guarded).toList()));
    }

    private static SignalRegistrationRequest guarded(SignalRegistrationRequest signal) {
      String message = "signal " + signal.getSignalType();
      Type[] types = signal.getGenericArgTypes();
      return new SignalRegistrationRequest(
          signal.getSignalType(),
          signal.getDescription(),
          signal.getUnfinishedPolicy(),
          unread(types),
          unread(types),
          raw -> {
            @Nullable Object[] read;
            try {
              read = UntrustedInput.read(message, raw, types);
            } catch (ApplicationFailure refused) {
              tell(refused.getOriginalMessage());
              return;
            }
            signal.getCallback().apply(read);
          });
    }

    private static void tell(String why) {
      if (Workflow.getInstance() instanceof Recipient recipient) {
        recipient.ignored(why);
      }
    }

    @Override
    public void registerUpdateHandlers(RegisterUpdateHandlersInput input) {
      super.registerUpdateHandlers(
          new RegisterUpdateHandlersInput(
              input.getRequests().stream().map(Registrations::guarded).toList()));
    }

    private static UpdateRegistrationRequest guarded(UpdateRegistrationRequest update) {
      String message = "update " + update.getUpdateName();
      Type[] types = update.getGenericArgTypes();
      return new UpdateRegistrationRequest(
          update.getUpdateName(),
          update.getDescription(),
          update.getUnfinishedPolicy(),
          unread(types),
          unread(types),
          raw -> update.getValidateCallback().apply(UntrustedInput.read(message, raw, types)),
          raw -> update.getExecuteCallback().apply(UntrustedInput.read(message, raw, types)));
    }

    @Override
    public void registerQuery(RegisterQueryInput query) {
      String message = "query " + query.getQueryType();
      Type[] types = query.getGenericArgTypes();
      super.registerQuery(
          new RegisterQueryInput(
              query.getQueryType(),
              query.getDescription(),
              unread(types),
              unread(types),
              raw -> query.getCallback().apply(UntrustedInput.read(message, raw, types))));
    }

    private static Class<?>[] unread(Type[] types) {
      Class<?>[] raw = new Class<?>[types.length];
      Arrays.fill(raw, RawValue.class);
      return raw;
    }
  }
}
