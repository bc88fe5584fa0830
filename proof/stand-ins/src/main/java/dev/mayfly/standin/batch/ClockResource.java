package dev.mayfly.standin.batch;

import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Duration;

/**
 * The stand-in's clock over HTTP, without signature or api-version: {@code PUT /_clock} with {@code
 * {"advance": "PT5M"}} lets that much time pass at once.
 */
@Path("_clock")
public final class ClockResource {

  private final Account account;

  ClockResource(Account account) {
    this.account = account;
  }

  @PUT
  public void put(String text) {
    Duration time =
        Json.duration(Json.parse(text), "advance").orElseThrow(() -> BatchError.missing("advance"));
    if (time.isNegative()) {
      throw BatchError.invalid("advance", "time does not go back");
    }
    account.clock().advance(time);
  }
}
