package dev.mayfly.gateway.http;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.gateway.source.ClientAddress;
import dev.mayfly.gateway.source.SourceSettings;
import dev.mayfly.gateway.source.SourceSettings.Mode;
import dev.mayfly.gateway.source.Sources;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.Collections;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns away, or only reports, what does not come from its forge's addresses, before anything of
 * the body is read. While a forge's list is not known, {@code enforce} answers 503: the forge notes
 * the delivery as failed, and the sweep has it delivered again.
 */
public final class SourceCheck {

  private static final Logger log = LoggerFactory.getLogger(SourceCheck.class);

  private final Mode mode;
  private final Sources sources;
  private final ClientAddress clients;
  private final MetricRegistry metrics;

  public SourceCheck(SourceSettings settings, Sources sources, MetricRegistry metrics) {
    this.mode = settings.mode();
    this.sources = sources;
    this.clients = new ClientAddress(settings.trustedProxies());
    this.metrics = metrics;
  }

  /** The answer to a request for a configured forge that is not served; empty where it is. */
  Optional<Answer> refusal(String forge, HttpServletRequest request) {
    if (mode == Mode.OFF) {
      return Optional.empty();
    }
    String forwardedFor = String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")));
    Optional<InetAddress> client = clients.of(request.getRemoteAddr(), forwardedFor);
    Optional<Boolean> allowed =
        client.map(address -> sources.mayBe(forge, address)).orElse(Optional.of(false));
    if (allowed.isPresent() && allowed.get()) {
      return Optional.empty();
    }
    report(forge, client, allowed.isPresent());
    return mode == Mode.REPORT
        ? Optional.empty()
        : Optional.of(
            allowed.isPresent() ? Refusals.foreign(forge) : Refusals.sourcesUnknown(forge));
  }

  private void report(String forge, Optional<InetAddress> client, boolean known) {
    metrics.counter(known ? "webhooks.source.foreign" : "webhooks.source.unknown").inc();
    log.atInfo()
        .addKeyValue("address", client.map(InetAddress::getHostAddress).orElse("-"))
        .addKeyValue("mode", mode)
        .log(
            known
                ? "not from the addresses of forge {}"
                : "the addresses of forge {} are not known yet",
            forge);
  }
}
