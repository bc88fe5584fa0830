package dev.mayfly.gateway;

import dev.mayfly.service.Dispatched;
import dev.mayfly.workflows.Forge;
import dev.mayfly.workflows.Router;
import dev.mayfly.workflows.WorkflowJobEvent;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a verified delivery to its answer: read, route, dispatch. One line of the log for each. */
public final class WebhookHandler {

  private static final Logger log = LoggerFactory.getLogger(WebhookHandler.class);

  private final Router router;
  private final Dispatcher dispatcher;
  private final DeliveryCache answered;
  private final UnaryOperator<String> link;

  WebhookHandler(
      Router router, Dispatcher dispatcher, DeliveryCache answered, UnaryOperator<String> link) {
    this.router = router;
    this.dispatcher = dispatcher;
    this.answered = answered;
    this.link = link;
  }

  Answer handle(VerifiedDelivery delivery, @Nullable String eventName) {
    if (eventName == null || eventName.isBlank()) {
      return logged(Refusals.noEvent(), delivery, null);
    }
    return switch (eventName) {
      case "workflow_job" -> workflowJob(delivery);
      case "ping" -> logged(pong(), delivery, null);
      default -> logged(otherEvent(eventName), delivery, null);
    };
  }

  /**
   * A request of an Azure DevOps pipeline.
   *
   * @param forge where it came from, as configured.
   */
  Answer request(VerifiedDelivery delivery, Forge forge) {
    return dispatched(delivery, () -> AgentRequest.read(delivery, forge));
  }

  private Answer workflowJob(VerifiedDelivery delivery) {
    return dispatched(delivery, () -> WorkflowJobPayload.read(delivery));
  }

  private Answer dispatched(VerifiedDelivery delivery, Supplier<WorkflowJobEvent> read) {
    return answered.once(
        delivery,
        () -> dispatchedNow(delivery, read),
        before -> logged(before.repeated(), delivery, null));
  }

  private Answer dispatchedNow(VerifiedDelivery delivery, Supplier<WorkflowJobEvent> read) {
    WorkflowJobEvent event;
    try {
      event = read.get();
    } catch (MalformedDeliveryException e) {
      return logged(Refusals.malformed(e), delivery, null);
    }
    try {
      return logged(answer(dispatcher.dispatch(event, router.route(event))), delivery, event);
    } catch (OverloadedException e) {
      return Refusals.overloaded();
    } catch (TemporalUnavailableException e) {
      log.atWarn().addKeyValue("deliveryId", delivery.id()).log(LogText.of(e.getMessage()));
      return logged(Refusals.unavailable(), delivery, event);
    }
  }

  private Answer answer(Dispatched dispatched) {
    if (dispatched instanceof Dispatched.Started started) {
      return Answer.accepted(
          "started", "the job's life is under way", lives(List.of(started.workflowId())));
    }
    if (dispatched instanceof Dispatched.Signalled signalled) {
      return Answer.accepted("signalled", "told", lives(signalled.workflowIds()));
    }
    if (dispatched instanceof Dispatched.TakenIn takenIn) {
      return Answer.accepted(
          "accepted",
          "many events wait, so workflow " + takenIn.intake() + " carries this one out",
          lives(takenIn.workflowIds()));
    }
    if (dispatched instanceof Dispatched.Ignored ignored) {
      return Answer.of(200, "ignored", ignored.reason());
    }
    throw new AssertionError(dispatched);
  }

  private List<Answer.Life> lives(List<String> workflowIds) {
    return workflowIds.stream().map(id -> new Answer.Life(id, link.apply(id))).toList();
  }

  private static Answer pong() {
    return Answer.of(200, "pong", "signature and address are right; send workflow_job events");
  }

  private static Answer otherEvent(String name) {
    return Answer.of(
        200,
        "ignored",
        "Mayfly needs workflow_job events only, not "
            + LogText.of(name)
            + "; untick it, or leave it");
  }

  private static Answer logged(
      Answer answer, VerifiedDelivery delivery, @Nullable WorkflowJobEvent event) {
    log.atInfo()
        .addKeyValue("deliveryId", delivery.id())
        .addKeyValue("forge", delivery.forge())
        .addKeyValue("action", event == null ? "-" : event.action().name().toLowerCase(Locale.ROOT))
        .addKeyValue("repo", event == null ? "-" : LogText.of(event.repository()))
        .addKeyValue("jobId", event == null ? 0 : event.jobId())
        .addKeyValue("status", answer.status())
        .addKeyValue("result", answer.result())
        .log(LogText.of(answer.reason()));
    return answer;
  }
}
