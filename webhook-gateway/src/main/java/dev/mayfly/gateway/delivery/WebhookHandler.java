package dev.mayfly.gateway.delivery;

import dev.mayfly.gateway.dispatch.Dispatcher;
import dev.mayfly.gateway.dispatch.TemporalUnavailableException;
import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.CpuLimit;
import dev.mayfly.gateway.http.InboundRequest;
import dev.mayfly.gateway.http.LogText;
import dev.mayfly.gateway.http.MalformedDeliveryException;
import dev.mayfly.gateway.http.OverloadedException;
import dev.mayfly.gateway.http.Permit;
import dev.mayfly.gateway.http.Refusals;
import dev.mayfly.gateway.http.RequestHandler;
import dev.mayfly.service.dispatch.DispatchResult;
import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.workflows.routing.Router;
import dev.mayfly.workflows.routing.RoutingDecision;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a request from its bytes to its answer, with one line of the log for each. */
public record WebhookHandler(
    CpuLimit cpuLimit,
    Router router,
    DeliveryCache deliveries,
    Dispatcher dispatcher,
    UnaryOperator<String> link,
    Meters meters) {

  private static final Logger log = LoggerFactory.getLogger(WebhookHandler.class);
  private static final String IGNORED = "ignored";

  /** The meaning of a verified delivery. */
  private sealed interface Parsed {}

  private record Routed(WorkflowJobEvent event, RoutingDecision decision) implements Parsed {}

  private record Answered(Answer answer) implements Parsed {}

  /** Goes from bytes to a verified delivery, an event, a decision, Temporal, and an answer. */
  Answer answer(Protocol protocol, InboundRequest request, byte[] body) {
    VerifiedDelivery delivery;
    Parsed parsed;
    Permit cpu = cpuLimit.acquire();
    try (cpu) {
      Optional<VerifiedDelivery> verified = protocol.verify(request, body);
      if (verified.isEmpty()) {
        return RequestHandler.refused(protocol.unverified(request), request);
      }
      delivery = verified.get();
      parsed = parse(protocol, request, delivery);
    }
    if (parsed instanceof Answered answered) {
      return logged(answered.answer(), delivery, null);
    }
    // The permit is back before Temporal is waited for.
    DeliveryCache.Claim claim = deliveries.claim(delivery);
    try (claim) {
      Optional<Answer> earlier = claim.earlierAnswer();
      return earlier.isPresent()
          ? logged(earlier.get().repeated(), delivery, null)
          : claim.keep(dispatch(delivery, (Routed) parsed));
    }
  }

  private Parsed parse(Protocol protocol, InboundRequest request, VerifiedDelivery delivery) {
    Optional<Answer> withoutJob = protocol.withoutJob(request);
    if (withoutJob.isPresent()) {
      return new Answered(withoutJob.get());
    }
    try {
      WorkflowJobEvent event = protocol.parse(delivery);
      measureAge(event);
      return new Routed(event, router.route(event));
    } catch (MalformedDeliveryException e) {
      return new Answered(Refusals.malformed(e));
    }
  }

  private void measureAge(WorkflowJobEvent event) {
    Instant made = event.job().createdAt();
    if (made != null && event.action() == WorkflowJobEvent.Action.QUEUED) {
      Duration age = Duration.between(made, event.delivery().receivedAt());
      meters.time(
          Measure.DELIVERY_AGE, age.isNegative() ? Duration.ZERO : age, event.delivery().forge());
    }
  }

  private Answer dispatch(VerifiedDelivery delivery, Routed routed) {
    Answer answer = carriedOut(delivery, routed);
    return answer.about(word(routed.event().action()), why(answer, routed.decision()));
  }

  private static String why(Answer answer, RoutingDecision decision) {
    if (decision instanceof RoutingDecision.Ignore ignore) {
      return ignore.why() == null ? "" : word(ignore.why());
    }
    return answer.result().equals(IGNORED) ? "life" : "";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private Answer carriedOut(VerifiedDelivery delivery, Routed routed) {
    try {
      DispatchResult result = dispatcher.dispatch(routed.event(), routed.decision());
      return logged(answer(result), delivery, routed.event());
    } catch (OverloadedException e) {
      return Refusals.overloaded();
    } catch (TemporalUnavailableException e) {
      log.atWarn().addKeyValue("deliveryId", delivery.id()).log(LogText.of(e.getMessage()));
      return logged(Refusals.unavailable(), delivery, routed.event());
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
      return Answer.of(200, IGNORED, ignored.reason());
    }
    throw new AssertionError(dispatched);
  }

  private List<Answer.Life> lives(List<String> workflowIds) {
    return workflowIds.stream().map(id -> new Answer.Life(id, link.apply(id))).toList();
  }

  private static Answer logged(
      Answer answer, VerifiedDelivery delivery, @Nullable WorkflowJobEvent event) {
    log.atInfo()
        .addKeyValue("deliveryId", delivery.id())
        .addKeyValue("forge", delivery.forge())
        .addKeyValue("action", event == null ? "-" : word(event.action()))
        .addKeyValue("repo", event == null ? "-" : LogText.of(event.owner().repository()))
        .addKeyValue("jobId", event == null ? 0 : event.job().id())
        .addKeyValue("status", answer.status())
        .addKeyValue("result", answer.result())
        .log(LogText.of(answer.reason()));
    return answer;
  }
}
