package dev.mayfly.worker.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.sweep.DeliveriesSnapshot;
import dev.mayfly.workflows.sweep.FailedDelivery;
import dev.mayfly.workflows.sweep.HookCursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class DeliverySearchTest {

  private static final Scope ACME = Scope.ofOrganization("acme");
  private static final String OURS = "https://hooks.acme.example/webhooks/github";
  private static final String HOOK = "orgs/acme/hooks/1";
  private static final String LIST = "/" + HOOK + "/deliveries?status=failure";

  @AutoClose private final Swept world = new Swept(Forge.Type.GITHUB);

  @BeforeEach
  void aHookOfOursAndOneOfAnother() {
    world.forge.put(
        "/orgs/acme/hooks",
        "[{\"id\":1,\"config\":{\"url\":\""
            + OURS
            + "\"}},"
            + "{\"id\":2,\"config\":{\"url\":\"https://ci.acme.example/\"}}]");
  }

  @Test
  void whatTheGatewayDidNotTakeIsFoundOnceTheOldestFirst() {
    world.forge.put(
        LIST, list(delivery(12, "11:58:00", 503, false), delivery(11, "11:57:00", 0, false)));

    DeliveriesSnapshot first = search().search(List.of());
    DeliveriesSnapshot second = search().search(first.marks());

    assertThat(first.failed())
        .containsExactly(
            new FailedDelivery(HOOK, ACME, 11, "guid-11", "queued", 0),
            new FailedDelivery(HOOK, ACME, 12, "guid-12", "queued", 503));
    assertThat(first.unavailable()).isNull();
    assertThat(first.marks())
        .containsExactly(
            new HookCursor(HOOK, Instant.parse("2026-03-01T11:58:00Z"), List.of(12L, 11L)));
    assertThat(second.failed()).isEmpty();
    assertThat(world.forge.requests()).noneMatch(request -> request.contains("hooks/2"));
  }

  @Test
  void oneThatComesIntoTheListOutOfOrderIsFoundToo() {
    List<HookCursor> marks =
        List.of(new HookCursor(HOOK, Instant.parse("2026-03-01T11:58:00Z"), List.of(12L)));
    world.forge.put(
        LIST, list(delivery(12, "11:58:00", 503, false), delivery(13, "11:56:00", 502, false)));

    assertThat(ids(search().search(marks))).containsExactly(13L);
  }

  @Test
  void repetitionsWhatWasRepeatedSuccessesAndOtherEventsAreLeftAlone() {
    world.forge.put(
        LIST,
        list(
            delivery(15, "11:59:00", 503, true).replace("guid-15", "guid-11"),
            delivery(14, "11:58:00", 202, false),
            delivery(13, "11:58:00", 503, false).replace("workflow_job", "ping"),
            delivery(12, "11:57:00", 503, false),
            delivery(11, "11:56:00", 503, false)));

    assertThat(ids(search().search(List.of()))).containsExactly(12L);
  }

  @Test
  void whatTheForgeForgetsIsNotAskedFor() {
    world.forge.put(
        LIST,
        list(
            delivery(12, "11:57:00", 503, false),
            delivery(11, "11:56:00", 503, false).replace("2026-03-01", "2026-02-25")),
        "Link: <" + world.forge.url("/api/v3" + LIST + "&page=2") + ">; rel=\"next\"");

    assertThat(ids(search().search(List.of()))).containsExactly(12L);
    assertThat(world.forge.requests()).hasSize(2);
  }

  @Test
  void everyPageDownToTheMarkIsRead() {
    world.forge.put(
        LIST,
        list(delivery(12, "11:57:00", 503, false)),
        "Link: <" + world.forge.url("/api/v3" + LIST + "&page=2") + ">; rel=\"next\"");
    world.forge.put(LIST + "#2", list(delivery(11, "11:56:00", 503, false)));

    assertThat(ids(search().search(List.of()))).containsExactly(11L, 12L);
  }

  @Test
  void moreThanARoundTakesIsFoundByTheNext() {
    List<String> many = new ArrayList<>();
    for (int i = 299; i >= 0; i--) {
      String time = "%02d:%02d:%02d".formatted(10 + i / 120, i / 2 % 60, i % 2 * 30);
      many.add(delivery(1000 + i, time, 503, false));
    }
    world.forge.put(LIST, list(many.toArray(String[]::new)));

    DeliveriesSnapshot first = search().search(List.of());
    DeliveriesSnapshot second = search().search(first.marks());

    assertThat(ids(first)).hasSize(200).startsWith(1000L).endsWith(1199L);
    assertThat(ids(second)).hasSize(100).startsWith(1200L).endsWith(1299L);
    assertThat(search().search(second.marks()).failed()).isEmpty();
  }

  @Test
  void aMissingPermissionIsSaidAndKeepsTheMarks() {
    world.forge.put("GET", "/orgs/acme/hooks", 404, "{\"message\":\"Not Found\"}");
    List<HookCursor> marks = List.of(new HookCursor(HOOK, TestClock.NOON, List.of()));

    DeliveriesSnapshot found = search().search(marks);

    assertThat(found.unavailable()).contains("orgs/acme", "admin:org_hook", "404");
    assertThat(found.marks()).isEqualTo(marks);
  }

  @Test
  void aForgeThatIsAwayIsAFailure() {
    world.forge.put("GET", "/orgs/acme/hooks", 502, "");

    assertThatThrownBy(() -> search().search(List.of())).hasMessageContaining("502");
  }

  @Test
  void withoutAnAddressNothingIsAskedAndThatIsSaid() {
    DeliveriesSnapshot found = world.sweep(ACME).deliveries().search(List.of());

    assertThat(found.unavailable()).contains("redelivery is off");
    assertThat(world.forge.requests()).isEmpty();
  }

  @Test
  void redeliversByTheHooksOwnAddress() {
    world.forge.put("POST", "/" + HOOK + "/deliveries/12/attempts", 202, "{}");

    search().redeliver(new FailedDelivery(HOOK, ACME, 12, "guid-12", "queued", 503));

    assertThat(world.forge.requests()).containsExactly("POST /" + HOOK + "/deliveries/12/attempts");
  }

  @Test
  void anAppsOwnHookThatDeliversHereTellsOfEveryScope() {
    world.forge.hasApp();
    world.forge.put("/app/hook/config", "{\"url\":\"" + OURS + "\"}");
    world.forge.put(
        "/app/hook/deliveries?status=failure", list(delivery(11, "11:57:00", 503, false)));
    world.forge.put("POST", "/app/hook/deliveries/11/attempts", 202, "{}");

    DeliveriesSnapshot found = search().search(List.of());
    search().redeliver(found.failed().get(0));

    assertThat(found.unavailable()).isNull();
    assertThat(found.failed())
        .containsExactly(new FailedDelivery("apps/12/hook", ACME, 11, "guid-11", "queued", 503));
    assertThat(ids(search().search(found.marks()))).isEmpty();
    assertThat(world.forge.requests())
        .contains("POST /app/hook/deliveries/11/attempts")
        .noneMatch(request -> request.contains("/orgs/acme/hooks"));
  }

  @Test
  void whereNoAppDeliversHereTheScopesHooksAreLookedAt() {
    world.forge.hasApp();
    world.forge.put("/app/hook/config", "{\"url\":\"https://ci.acme.example/\"}");
    world.forge.put(LIST, list(delivery(12, "11:57:00", 503, false)));

    assertThat(ids(search().search(List.of()))).containsExactly(12L);
  }

  @Test
  void anAppThatIsRefusedIsSaidAndKeepsItsMarks() {
    world.forge.hasApp();
    world.forge.put("GET", "/app/hook/config", 401, "{\"message\":\"not decoded\"}");
    world.forge.put(LIST, list());
    HookCursor mark = new HookCursor("apps/12/hook", TestClock.NOON, List.of());

    DeliveriesSnapshot found = search().search(List.of(mark));

    assertThat(found.unavailable())
        .contains("the hook of an App cannot be read", "401", "does the private key belong to it");
    assertThat(found.marks()).containsExactly(mark);
  }

  private DeliverySearch search() {
    return world.sweep(5000, OURS, List.of(), ACME).deliveries();
  }

  private static List<Long> ids(DeliveriesSnapshot found) {
    return found.failed().stream().map(FailedDelivery::id).toList();
  }

  private static String list(String... deliveries) {
    return "[" + String.join(",", deliveries) + "]";
  }

  private static String delivery(long id, String time, int status, boolean redelivery) {
    return """
    {"id":%d,"guid":"guid-%d","delivered_at":"2026-03-01T%sZ","redelivery":%s,
     "status_code":%d,"event":"workflow_job","action":"queued"}\
    """
        .formatted(id, id, time, redelivery, status);
  }
}
