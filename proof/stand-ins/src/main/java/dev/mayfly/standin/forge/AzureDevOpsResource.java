package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.fault.ForgeFaults;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Azure DevOps's REST API for agent pools, their agents, and builds; all agents come at once. Rule
 * azdo-agents-at-once.
 */
@Path(AzureDevOps.ORGANIZATION)
public final class AzureDevOpsResource extends ModelResource<AzureDevOpsJson> {

  private static final String POOLS = "_apis/distributedtask/pools";
  private static final String AGENTS = POOLS + "/{pool: \\d+}/agents";
  private static final String BUILD = "{project}/_apis/build/builds/{build: \\d+}";

  private final ForgeFaults faults;

  AzureDevOpsResource(GitHubModel model, AzureDevOpsJson json, ForgeFaults faults) {
    super(model, json);
    this.faults = faults;
  }

  @GET
  @Path(POOLS)
  public String pools(@QueryParam("poolName") @Nullable String name) {
    boolean found = name == null || name.equalsIgnoreCase(AzureDevOps.AGENT_POOL);
    int size = model.runners().size();
    return AzureDevOpsJson.list(found ? List.of(json.pool(size)) : List.of()).toString();
  }

  @GET
  @Path(AGENTS)
  public String agents(
      @PathParam("pool") long pool,
      @QueryParam("agentName") @Nullable String name,
      @QueryParam("includeAssignedRequest") boolean work,
      @QueryParam("includeLastCompletedRequest") boolean last) {
    check(pool);
    return model.read(
        m ->
            AzureDevOpsJson.list(
                    m.runners(AzureDevOps.SCOPE).stream()
                        .filter(runner -> name == null || runner.name.equalsIgnoreCase(name))
                        .filter(runner -> !faults.hides(runner.name))
                        .map(runner -> json.agent(runner, m.isOnline(runner), work, last))
                        .toList())
                .toString());
  }

  @GET
  @Path(AGENTS + "/{id: \\d+}")
  public String agent(
      @PathParam("pool") long pool,
      @PathParam("id") long id,
      @QueryParam("includeAssignedRequest") boolean work,
      @QueryParam("includeLastCompletedRequest") boolean last) {
    check(pool);
    return model.read(
        m -> {
          Runner runner = m.runner(AzureDevOps.SCOPE, id);
          return json.agent(runner, m.isOnline(runner), work, last).toString();
        });
  }

  @DELETE
  @Path(AGENTS + "/{id: \\d+}")
  public Response delete(@PathParam("pool") long pool, @PathParam("id") long id) {
    check(pool);
    model.removeRunner(AzureDevOps.SCOPE, id);
    return Response.noContent().build();
  }

  @GET
  @Path(BUILD)
  public String build(@PathParam("project") String project, @PathParam("build") long build) {
    return model.read(m -> json.build(m.run(repository(project), build)).toString());
  }

  @GET
  @Path(BUILD + "/timeline")
  public String timeline(@PathParam("project") String project, @PathParam("build") long build) {
    return model.read(m -> json.timeline(m.run(repository(project), build)).toString());
  }

  private static String repository(String project) {
    return AzureDevOps.ORGANIZATION + "/" + project;
  }

  private static void check(long pool) {
    if (pool != AzureDevOps.AGENT_POOL_ID) {
      throw new ForgeRefusal(404, "VS402920: The agent pool " + pool + " does not exist");
    }
  }
}
