package dev.mayfly.console.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.mayfly.console.jobs.Refusal;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The way from a failed request to its answer: a problem for programs, a page for people. */
public final class Problems {

  private static final String UNEXPLAINED = "the request cannot be answered";

  private final Function<Problem, String> page;

  /**
   * @param page shows a problem to people.
   */
  public Problems(Function<Problem, String> page) {
    this.page = page;
  }

  /** Has all failures of this process's resources answered so, but for the codec's. */
  public void register(JerseyEnvironment jersey) {
    jersey.register(new OfRefusal());
    jersey.register(new OfBody());
    jersey.register(new OfRequest());
  }

  private abstract class Mapper<E extends Throwable> implements ExceptionMapper<E> {

    // Jersey puts in what stands for the request that is answered.
    private final AtomicReference<UriInfo> uri = new AtomicReference<>();

    @Context
    @SuppressWarnings({"unused", "EffectivelyPrivate"}) // Jersey calls it
    public void setUri(UriInfo current) {
      uri.set(current);
    }

    boolean isUnder(String path) {
      return requireNonNull(uri.get()).getPath().startsWith(path);
    }

    Response.ResponseBuilder answer(Response.ResponseBuilder answer, Problem problem) {
      answer.status(problem.status());
      return isUnder("api/")
          ? answer.entity(problem).type(Problem.MEDIA_TYPE)
          : answer.entity(page.apply(problem)).type(MediaType.TEXT_HTML + "; charset=utf-8");
    }
  }

  private final class OfRefusal extends Mapper<Refusal> {

    @Override
    public Response toResponse(Refusal refusal) {
      return answer(Response.serverError(), Problem.of(refusal)).build();
    }
  }

  /** A body that is no JSON, or not of the form that is described. */
  private final class OfBody extends Mapper<JsonProcessingException> {

    @Override
    public Response toResponse(JsonProcessingException e) {
      String field =
          e instanceof JsonMappingException mapping
              ? mapping.getPath().stream()
                  .map(JsonMappingException.Reference::getFieldName)
                  .collect(Collectors.joining("."))
              : "";
      Refusal refusal =
          Refusal.invalid(
              field.isEmpty() ? "body" : field, "is not as /api/v1/openapi.yaml describes it");
      return answer(Response.serverError(), Problem.of(refusal)).build();
    }
  }

  /** A refusal of Jersey or of the sign-in; its headers stay. */
  private final class OfRequest extends Mapper<WebApplicationException> {

    @Override
    public Response toResponse(WebApplicationException e) {
      Response told = e.getResponse();
      if (told.getStatus() < 400 || isUnder("codec/")) {
        return told;
      }
      String detail = told.getEntity() instanceof String words ? words : UNEXPLAINED;
      return answer(Response.fromResponse(told), Problem.of(told.getStatusInfo(), detail)).build();
    }
  }
}
