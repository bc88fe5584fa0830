package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answers to a request in Batch's shapes, and the conditions that it may put on them. */
public final class Answers {

  private final UriInfo uri;
  private final HttpHeaders headers;

  public Answers(@Context UriInfo uri, @Context HttpHeaders headers) {
    this.uri = uri;
    this.headers = headers;
  }

  static String base(UriInfo uri) {
    String base = uri.getBaseUri().toString();
    return base.substring(0, base.length() - 1);
  }

  String base() {
    return base(uri);
  }

  /** Returns where the thing is that was asked for. */
  String address() {
    return uri.getAbsolutePath().toString();
  }

  /** Returns a page of a list that is sorted by this property. */
  ObjectNode page(String key, Stream<ObjectNode> all) {
    return new Listing(uri, key).page(all);
  }

  /** Answers 200 with one thing, as much of it as was asked for. */
  Response element(String kind, ObjectNode body, States states) {
    ObjectNode whole =
        Json.object().put("odata.metadata", base() + "/$metadata#" + kind + "/@Element");
    whole.setAll(Listing.select(body, uri.getQueryParameters().getFirst("$select")));
    return stamped(Response.ok(whole.toString(), BatchProtocol.JSON), states).build();
  }

  Response result(String kind, ObjectNode body) {
    ObjectNode whole = Json.object().put("odata.metadata", base() + "/$metadata#" + kind);
    whole.setAll(body);
    return Response.ok(whole.toString(), BatchProtocol.JSON).build();
  }

  /** Answers 201; the address says what Batch says, which for a job is not the job's. */
  Response created(String address, States states) {
    return stamped(Response.status(201), states)
        .header("Location", base() + address)
        .header("DataServiceId", base() + address)
        .build();
  }

  Response changed(int status, States states) {
    return changed(Response.status(status), states);
  }

  Response changed(Response.ResponseBuilder answer, States states) {
    return stamped(answer, states).header("DataServiceId", address()).build();
  }

  static Response.ResponseBuilder stamped(Response.ResponseBuilder answer, States states) {
    return answer
        .header("ETag", states.etag())
        .header(
            "Last-Modified",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.ofInstant(states.modified(), ZoneOffset.UTC)));
  }

  /** Refuses with 412, or 304 to a GET, when the thing is not as the caller expects it. */
  void check(States states) {
    Instant modified = states.modified().truncatedTo(ChronoUnit.SECONDS);
    if (given("If-Match", match -> !matches(match, states))
        || given("If-Unmodified-Since", since -> modified.isAfter(time(since)))) {
      throw new BatchError(
          412,
          "ConditionNotMet",
          "The condition specified using HTTP conditional header(s) is not met.");
    }
    if (given("If-None-Match", match -> matches(match, states))
        || given("If-Modified-Since", since -> !modified.isAfter(time(since)))) {
      throw new BatchError(
          304,
          "ConditionNotMet",
          "The condition specified using HTTP conditional header(s) is not met.");
    }
  }

  private boolean given(String header, Predicate<String> fails) {
    @Nullable String value = headers.getHeaderString(header);
    return value != null && fails.test(value);
  }

  private static boolean matches(String expected, States states) {
    return expected.equals("*") || expected.replace("\"", "").equals(states.etag());
  }

  private static Instant time(String date) {
    try {
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      throw invalidHeader();
    }
  }

  static BatchError invalidHeader() {
    return new BatchError(
        400,
        "InvalidHeaderValue",
        "The value for one of the HTTP headers is not in the correct format.");
  }
}
