package dev.mayfly.worker.forge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.RunnerListing;
import dev.mayfly.worker.forge.http.ETagCache.Entry;
import dev.mayfly.workflows.id.Scope;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ETagCacheTest {

  private static final Scope ACME = Scope.ofOrganization("acme");

  @AutoClose private final ForgeScript forge = new ForgeScript();
  private final ForgeClient client = forge.client();

  @Test
  void givesTheCachedPagesAgainAtNoCostWhenTheForgeSaysThatTheyHold() {
    forge.page(101, 1, 100, "ETag: W/\"a\"").page(101, 101, 101, "ETag: W/\"b\"");
    forge.answers(304, "", "ETag: W/\"a\"").answers(304, "", "ETag: W/\"b\"");

    RunnerListing first = client.runners(ACME);
    RunnerListing second = client.runners(ACME);

    assertThat(first.cost()).isEqualTo(2);
    assertThat(second.runners()).isEqualTo(first.runners());
    assertThat(second.pages()).isEqualTo(2);
    assertThat(second.cost()).isZero();
    assertThat(forge.asked().getHeaders().get("If-None-Match")).isNull();
    forge.asked();
    assertThat(forge.asked().getHeaders().get("If-None-Match")).isEqualTo("W/\"a\"");
    assertThat(forge.asked().getHeaders().get("If-None-Match")).isEqualTo("W/\"b\"");
  }

  @Test
  void takesTheNewAnswerWhenThereIsOne() {
    forge.page(1, 1, 1, "ETag: a").page(2, 1, 2, "ETag: b").answers(304, "");

    client.runners(ACME);

    assertThat(client.runners(ACME).runners()).hasSize(2);
    assertThat(client.runners(ACME).runners()).hasSize(2);
    forge.asked();
    forge.asked();
    assertThat(forge.asked().getHeaders().get("If-None-Match")).isEqualTo("b");
  }

  @Test
  void forgetsWhatIsNoMore() {
    forge
        .answers(200, ForgeScript.runner(23, "r-23", "online", true), "ETag: a")
        .answers(404, "{}")
        .answers(404, "{}");

    client.runner(ACME, 23);

    assertThat(client.runner(ACME, 23)).isEmpty();
    client.runner(ACME, 23);
    forge.asked();
    forge.asked();
    assertThat(forge.asked().getHeaders().get("If-None-Match")).isNull();
  }

  @Test
  void isSharedByAllPriorities() {
    forge.page(1, 1, 1, "ETag: a").answers(304, "");

    client.runners(ACME);

    assertThat(client.forSweep().runners(ACME).cost()).isZero();
  }

  @Test
  void asksPlainlyWhereTheForgeGivesNoTags() {
    forge.page(1, 1, 1).page(1, 1, 1);

    client.runners(ACME);
    client.runners(ACME);

    forge.asked();
    RecordedRequest second = forge.asked();
    assertThat(second.getHeaders().get("If-None-Match")).isNull();
  }

  @Test
  void makesRoomByForgettingWhatWasUnusedForLongest() {
    ETagCache known = new ETagCache(80_000);
    for (int i = 0; i < 30; i++) {
      known.put("/" + i, answer(5_000));
      assertThat(known.of("/0")).isPresent();
    }

    assertThat(known.of("/1")).isEmpty();
    assertThat(known.of("/29")).isPresent();
  }

  @Test
  void keepsNothingThatWouldDriveOutTheRest() {
    ETagCache known = new ETagCache(80_000);
    known.put("/small", answer(10));
    known.put("/large", answer(10));

    known.put("/large", answer(50_000));

    assertThat(known.of("/large")).isEmpty();
    assertThat(known.of("/small")).isPresent();
  }

  private static Entry answer(int length) {
    return new Entry("tag", Headers.of(), "x".repeat(length));
  }
}
