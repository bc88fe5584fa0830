package dev.mayfly.bench.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallsByRouteTest {

  private static final String LISTING = "GET api/v3/{scope}/actions/runners";
  private static final String MINTING = "POST api/v3/{scope}/actions/runners/{kind}";

  @Test
  void onlyWhatWasAskedMeanwhileCounts() {
    CallsByRoute calls =
        CallsByRoute.between(
            Map.of(MINTING, 3L, LISTING, 5L, "GET jobs/{job}", 1L),
            Map.of(MINTING, 7L, LISTING, 9L, "GET jobs/{job}", 1L));

    assertThat(calls.own()).isEqualTo(4);
    assertThat(calls.shared()).isEqualTo(4);
    assertThat(calls.all()).containsOnlyKeys(MINTING, LISTING);
  }

  @Test
  void aLookForASingleRunnerIsNoSharedPoll() {
    CallsByRoute calls =
        CallsByRoute.between(
            Map.of(),
            Map.of(
                LISTING + "?name",
                1L,
                LISTING + "/{id}",
                1L,
                "GET jobs?$filter",
                1L,
                "GET jobs/{job}/tasks/{task}",
                1L,
                "POST (refused)",
                1L));

    assertThat(calls.own()).isEqualTo(4);
    assertThat(calls.shared()).isEqualTo(1);
  }

  @Test
  void whatRunnersAndPeopleAskIsNobodysCost() {
    CallsByRoute calls =
        CallsByRoute.between(
            Map.of(), Map.of("POST _runner/{session}/heartbeat", 9L, "GET _requests", 1L));

    assertThat(calls.all()).isEmpty();
  }

  @Test
  void everyRouteHasALine() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    CallsByRoute.between(Map.of(), Map.of(MINTING, 20L, LISTING, 5L))
        .print(new PrintStream(said, true, UTF_8), 10);

    assertThat(said.toString(UTF_8).lines().map(line -> line.replaceAll(" +", " ").strip()))
        .containsExactly("5 0.500 each " + LISTING + " (shared)", "20 2.000 each " + MINTING);
  }
}
