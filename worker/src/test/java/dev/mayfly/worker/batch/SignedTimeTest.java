package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

class SignedTimeTest {

  private static final String NOON = "Mon, 30 Nov 2026 12:00:00 GMT";

  @Test
  void saysHowFarTheClockOfAMachineIsBehindOneThatRefusesIt() {
    assertThat(SignedTime.advice(answer(403, NOON, "Mon, 30 Nov 2026 14:00:00 GMT")))
        .isEqualTo(
            "this machine's clock is 120 min behind Batch's, which takes a request for 15 min:"
                + " correct it");
    assertThat(SignedTime.advice(answer(403, NOON, "Fri, 27 Nov 2026 12:00:00 GMT")))
        .contains("is 4320 min ahead of Batch's");
  }

  @Test
  void saysNothingOfTimeWhereThatIsNotWhy() {
    assertThat(SignedTime.advice(answer(403, NOON, "Mon, 30 Nov 2026 12:14:59 GMT"))).isNull();
    assertThat(SignedTime.advice(answer(409, NOON, "Mon, 30 Nov 2026 14:00:00 GMT"))).isNull();
    assertThat(SignedTime.advice(answer(403, "", NOON))).isNull();
    assertThat(SignedTime.advice(answer(403, NOON, "soon"))).isNull();
  }

  private static Response answer(int status, String signedAt, String answeredAt) {
    return new Response.Builder()
        .request(
            new Request.Builder().url("https://acme.example/jobs").header("Date", signedAt).build())
        .protocol(Protocol.HTTP_1_1)
        .code(status)
        .message("")
        .header("Date", answeredAt)
        .build();
  }
}
