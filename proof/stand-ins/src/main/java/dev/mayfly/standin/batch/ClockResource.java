package dev.mayfly.standin.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The stand-in's clock over HTTP, without signature or api-version: {@code PUT /_clock} with {@code
 * {"advance": "PT5M"}} lets that much time pass at once; with {@code {"wrong": "-PT5M"}} no time
 * passes, and it is wrong by that much from now on.
 */
@Path("_clock")
public record ClockResource(Account account) {

  @PUT
  public void put(String text) {
    ObjectNode body = Json.parse(text);
    Optional<Duration> wrong = Json.duration(body, "wrong");
    if (wrong.isPresent()) {
      account.clock().setWrong(wrong.get());
      return;
    }
    Duration time = Json.duration(body, "advance").orElseThrow(() -> BatchError.missing("advance"));
    if (time.isNegative()) {
      throw BatchError.invalid("advance", "time does not go back");
    }
    account.clock().advance(time);
  }
}
