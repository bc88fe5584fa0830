package dev.mayfly.gateway.delivery;

import dev.mayfly.gateway.http.Answer;
import dev.mayfly.gateway.http.InboundRequest;
import dev.mayfly.workflows.routing.WorkflowJobEvent;
import java.util.Optional;

/** The part of a request's way that differs between kinds of senders. */
interface Protocol {

  /** Verifies the bytes, of which nothing has been looked at before; empty: they are refused. */
  Optional<VerifiedDelivery> verify(InboundRequest request, byte[] body);

  /** The answer to a request that is not verified. */
  Answer unverified(InboundRequest request);

  /** The answer to a verified request that tells of no job, such as a ping; else empty. */
  default Optional<Answer> withoutJob(InboundRequest request) {
    return Optional.empty();
  }

  /** Parses the body; throws {@link dev.mayfly.gateway.http.MalformedDeliveryException}. */
  WorkflowJobEvent parse(VerifiedDelivery delivery);
}
