package dev.mayfly.standin.server;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds over HTTP: {@code PUT /_holds?request=REGEX} holds requests such as {@code DELETE
 * api/v3/orgs/acme/actions/runners/7}, {@code &when=AFTER} their answers, {@code &pass=N} not the
 * first so many. {@code GET} says what is held, {@code DELETE} lets go; {@code ?request=REGEX} one
 * hold, {@code ?drop=true} for good, {@code ?after=N} only N ms later, while others pass.
 */
@Path("_holds")
@Produces(MediaType.TEXT_PLAIN)
public final class HoldsResource {

  private final Holds holds;

  public HoldsResource(Holds holds) {
    this.holds = holds;
  }

  @PUT
  public void hold(
      @QueryParam("request") @Nullable String request,
      @QueryParam("when") @DefaultValue("BEFORE") Holds.When when,
      @QueryParam("pass") int pass) {
    if (request == null) {
      throw new BadRequestException("which request?");
    }
    try {
      holds.add(request, when, pass);
    } catch (PatternSyntaxException e) {
      throw new BadRequestException(e.getMessage(), e);
    }
  }

  /** A line for each hold that holds something: how many ms the youngest has waited, and which. */
  @GET
  public String held() {
    return holds.held().entrySet().stream()
        .map(held -> held.getValue().toMillis() + " " + held.getKey() + "\n")
        .collect(Collectors.joining());
  }

  @DELETE
  public void release(
      @QueryParam("request") @Nullable String request,
      @QueryParam("drop") boolean drop,
      @QueryParam("after") long after) {
    if (request == null) {
      holds.releaseAll(drop, Duration.ofMillis(after));
    } else {
      holds.release(request, drop);
    }
  }
}
