package dev.mayfly.gateway.delivery;

import dev.mayfly.gateway.dispatch.Dispatcher;
import dev.mayfly.gateway.dispatch.TemporalUnavailableException;
import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.LogText;
import dev.mayfly.gateway.http.MalformedDeliveryException;
import dev.mayfly.gateway.http.OverloadedException;
import dev.mayfly.gateway.http.Refusals;
import dev.mayfly.service.dispatch.DispatchResult;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.routing.Router;
import dev.mayfly.workflows.routing.RoutingDecision;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a verified delivery to its answer: read and route at once, dispatch when the answer is asked
 * for. One line of the log for each.
 */
public final class WebhookHandler {

  private static final Logger log = LoggerFactory.getLogger(WebhookHandler.class);

  private final Router router;
  private final Dispatcher dispatcher;
  private final DeliveryCache answered;
  private final UnaryOperator<String> link;

  public WebhookHandler(
      Router router, Dispatcher dispatcher, DeliveryCache answered, UnaryOperator<String> link) {
    this.router = router;
    this.dispatcher = dispatcher;
    this.answered = answered;
    this.link = link;
  }

  /**
   * What a forge's webhook is answered with.
   *
   * @param eventName its {@code X-GitHub-Event}.
   */
  Supplier<Answer> webhook(VerifiedDelivery delivery, @Nullable String eventName) {
    if (eventName == null || eventName.isBlank()) {
      return () -> logged(Refusals.noEvent(), delivery, null);
    }
    return switch (eventName) {
      case "workflow_job" -> read(delivery, () -> WorkflowJobPayload.read(delivery));
      case "ping" -> () -> logged(pong(), delivery, null);
      default -> () -> logged(otherEvent(eventName), delivery, null);
    };
  }

  /**
   * What a request of an Azure DevOps pipeline is answered with.
   *
   * @param forge where it came from, as configured.
   */
  Supplier<Answer> request(VerifiedDelivery delivery, Forge forge) {
    return read(delivery, () -> AgentRequest.read(delivery, forge));
  }

  private Supplier<Answer> read(VerifiedDelivery delivery, Supplier<WorkflowJobEvent> reader) {
    try {
      WorkflowJobEvent event = reader.get();
      RoutingDecision decision = router.route(event);
      return () -> once(delivery, event, decision);
    } catch (MalformedDeliveryException e) {
      return () -> logged(Refusals.malformed(e), delivery, null);
    }
  }

  private Answer once(VerifiedDelivery delivery, WorkflowJobEvent event, RoutingDecision decision) {
    return answered.once(
        delivery,
        () -> dispatched(delivery, event, decision),
        before -> logged(before.repeated(), delivery, null));
  }

  private Answer dispatched(
      VerifiedDelivery delivery, WorkflowJobEvent event, RoutingDecision decision) {
    try {
      return logged(answer(dispatcher.dispatch(event, decision)), delivery, event);
    } catch (OverloadedException e) {
      return Refusals.overloaded();
    } catch (TemporalUnavailableException e) {
      log.atWarn().addKeyValue("deliveryId", delivery.id()).log(LogText.of(e.getMessage()));
      return logged(Refusals.unavailable(), delivery, event);
    }
  }

  private Answer answer(DispatchResult dispatched) {
    if (dispatched instanceof DispatchResult.Started started) {
      return Answer.accepted(
          "started", "the job's life is under way", lives(List.of(started.workflowId())));
    }
    if (dispatched instanceof DispatchResult.Signalled signalled) {
      return Answer.accepted("signalled", "told", lives(signalled.workflowIds()));
    }
    if (dispatched instanceof DispatchResult.TakenIn takenIn) {
      return Answer.accepted(
          "accepted",
          "many events wait, so workflow " + takenIn.intake() + " carries this one out",
          lives(takenIn.workflowIds()));
    }
    if (dispatched instanceof DispatchResult.Ignored ignored) {
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
        .addKeyValue("repo", event == null ? "-" : LogText.of(event.owner().repository()))
        .addKeyValue("jobId", event == null ? 0 : event.job().id())
        .addKeyValue("status", answer.status())
        .addKeyValue("result", answer.result())
        .log(LogText.of(answer.reason()));
    return answer;
  }
}
