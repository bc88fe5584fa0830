package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/**
 * GitHub's REST API about itself: the addresses that its webhooks come from, and rate limits. Rule
 * gh-meta-hooks.
 */
@Path(ApiFilter.BASE)
public record MetaResource(RequestQuota rate) {

  @GET
  @Path("meta")
  public String meta() {
    ObjectNode meta = GitHubJson.object().put("verifiable_password_authentication", false);
    meta.putArray("hooks").add("127.0.0.0/8").add("::1/128");
    return meta.toString();
  }

  @GET
  @Path("rate_limit")
  public String rateLimit() {
    ObjectNode limits = GitHubJson.object();
    ObjectNode resources = limits.putObject("resources");
    for (String resource : new String[] {"core", "search", "actions_runner_registration"}) {
      resources.set(resource, rate.json());
    }
    limits.set("rate", rate.json());
    return limits.toString();
  }
}
