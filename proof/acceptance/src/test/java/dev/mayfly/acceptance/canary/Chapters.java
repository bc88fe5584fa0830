package dev.mayfly.acceptance.canary;

import static dev.mayfly.acceptance.canary.World.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.acceptance.stack.Jobs;
import dev.mayfly.console.ConsoleApplication;
import dev.mayfly.gateway.GatewayApplication;
import dev.mayfly.standin.batch.BatchFaults.Fault;
import dev.mayfly.standin.batch.BatchStandIn;
import dev.mayfly.standin.batch.Operation;
import dev.mayfly.standin.forge.HostedRepositories;
import dev.mayfly.standin.forge.LocalApp;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.standin.forge.fault.ForgeFaults.Answer;
import dev.mayfly.standin.server.Eventually;
import dev.mayfly.standin.server.Holds;
import dev.mayfly.worker.WorkerApplication;
import dev.mayfly.worker.forge.auth.AzureDevOpsAuth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Every outcome and every way to end, and all else that could make a service say too much. */
final class Chapters {

  private static final String ANY_START = "START jobs/.*";

  private final World world;
  private final BatchStandIn batch;
  private final Story github;
  private final Story app;
  private final Story azdo;
  private final Answers answers = new Answers();

  Chapters(World world) {
    this.world = world;
    this.batch = world.batch;
    this.github = new Story(world.github, world.lives("github"), batch);
    this.app = new Story(world.app, world.lives("app"), batch);
    this.azdo = new Story(world.azdo, world.lives("azdo"), batch);
  }

  List<Story> stories() {
    return List.of(github, app, azdo);
  }

  Answers answers() {
    return answers;
  }

  /** All of it; what takes long lives on while the next chapter is told. */
  void tell() throws Exception {
    talkative();
    long failing = github.begin("failing", "true");
    long silent = github.begin("silent", "true");
    long lost = github.provided("lost", "true");
    long limited = github.begin("limited", "sleep 60");
    Path registered = world.directory.resolve("been.registered");
    Eventually.until("its runner has registered", SOON, () -> Files.exists(registered));
    github.preempt(lost);
    runnerGroup();
    endings();
    github.awaitEnd(silent, "NeverOnline");
    github.signal(silent, "cancel");
    github.awaitEnd(lost, "Lost");
    github.awaitEnd(limited, "JobTimedOut");
    spend(failing);
    operators();
    deliveries();
    batchErrors();
    credentials();
    console();
    configurations();
    pages();
    throughTheProxy();
    withoutTemporal();
    otherWorkers();
    pages();
  }

  /** Sets at run time what no file may set. */
  private void talkative() throws Exception {
    for (String task : world.endpoints.logTasks()) {
      for (String logger : List.of("io.grpc.netty.shaded", "org.eclipse.jetty.http", "com.azure")) {
        answers.post(task + "?level=DEBUG&logger=" + logger, "", "X-By", "ada");
      }
    }
  }

  private void pages() throws Exception {
    for (String page : world.endpoints.pages()) {
      answers.get(page);
    }
  }

  /** An operator's impatience makes the pauses between attempts short. */
  private void spend(long failing) throws Exception {
    for (int attempt = 1; attempt <= 5; attempt++) {
      github.awaitEnds(failing, "NeverOnline", attempt);
      github.signal(failing, "reprovision");
    }
    github.awaitOutcome(failing);
  }

  private void endings() throws Exception {
    batch.faults().delayBoots(Duration.ofSeconds(6));
    long notNeeded = github.provided("plain", "true");
    github.cancelRun(notNeeded);
    long cancelled = github.provided("plain", "true");
    github.signal(cancelled, "cancel");
    long left = azdo.provided("plain", "true");
    azdo.cancelRun(left);
    batch.faults().delayBoots(Duration.ZERO);
    Path go = world.directory.resolve("go-idle");
    batch.holds().add(ANY_START, Holds.When.BEFORE, 0);
    long swapped = app.provided("plain", Jobs.until(go));
    String itsStart = ANY_START + app.task(swapped).orElseThrow().id();
    batch.holds().add(itsStart, Holds.When.BEFORE, 0);
    batch.holds().release(ANY_START, false);
    long swapping = app.provided("plain", "true");
    app.awaitRunning(swapped);
    app.cancelRun(swapping);
    batch.holds().release(itsStart, false);
    app.awaitEnd(swapped, "IdleTimedOut");
    Files.createFile(go);
    for (Story story : stories()) {
      story.awaitOutcome(story.begin("plain", "echo done; exit 3"));
    }
  }

  /**
   * The runner group may not serve one repository, and no more serve another once it has a task.
   */
  private void runnerGroup() throws Exception {
    HostedRepositories repositories = github.forge().repositories();
    repositories.create("acme", "site-", 2);
    repositories.publish("acme/site-1");
    long refused = github.beginIn("acme/site-1", "plain", "true");
    batch.faults().delayBoots(Duration.ofSeconds(6));
    long ignored = github.beginIn("acme/site-2", "plain", "true");
    github.awaitTask(ignored);
    repositories.publish("acme/site-2");
    batch.faults().delayBoots(Duration.ZERO);
    github.awaitEnd(refused, "NotAllowed");
    github.awaitEnd(ignored, "Unassigned");
    for (long job : List.of(refused, ignored)) {
      github.signal(job, "cancel");
      github.awaitOutcome(job);
    }
  }

  /** Has each forge refuse, and goes on once it does not. */
  private void credentials() throws Exception {
    stories().forEach(Story::awaitAllOver);
    Path file = world.files.secrets().resolve("github-token");
    String right = Files.readString(file);
    refused(github, file, world.marks.text("token that is not taken"), right);
    refused(github, file, right + StandInSettings.READ_ONLY, right);
    github.forge().faults().answerNext(2, Answer.RATE_LIMITED);
    github.forge().faults().answerNext(3, Answer.SERVER_ERROR);
    app.forge().apps().revokeTokens();
    app.awaitOutcome(app.begin("plain", "true"));
    Path pem = world.files.secrets().resolve("app.pem");
    LocalApp other = world.marks.app("another App", Configuration.APP, Duration.ofHours(1));
    app.forge().apps().revokeTokens();
    refused(app, pem, other.privateKey(), Files.readString(pem));
  }

  private void refused(Story story, Path file, String wrong, String right) throws Exception {
    Files.writeString(file, wrong);
    long job = story.begin("paused", "true");
    story.awaitPause("paused");
    Files.writeString(file, right);
    story.awaitEnd(job, "Failed");
    story.resume("paused");
    story.awaitOutcome(job);
  }

  private void batchErrors() throws Exception {
    batch.faults().failPulls(1);
    poolFault();
    batch.faults().add(Fault.refusal(Operation.ADD_TASK, 403, "AuthenticationFailed", null), 1);
    poolFault();
    batch.faults().add(Fault.refusal(Operation.ADD_TASK, 503, "ServerBusy", null), 1);
    batch.faults().add(Fault.afterCommit(Operation.ADD_TASK), 1);
    batch.faults().add(Fault.refusal(Operation.LIST_TASKS, 500, "InternalError", null), 1);
    github.awaitOutcome(github.begin("plain", "true"));
  }

  private void poolFault() throws Exception {
    long job = github.begin("paused", "true");
    github.awaitEnd(job, "Failed");
    github.resume("paused");
    github.awaitOutcome(job);
  }

  private void operators() throws Exception {
    Path go = world.directory.resolve("go-operators");
    long busy = github.running("capped", go);
    long waiting = github.begin("capped", "true");
    for (String wish : List.of("extend", "quarantine", "release", "reprovision", "cancel")) {
      github.update(busy, wish, Duration.ofMinutes(1));
    }
    github.update(busy, "extend", Duration.ofDays(-1));
    Files.createFile(go);
    github.lives().stub(waiting).terminate("for the canary");
    github.sweep();
    app.sweep();
    azdo.sweep();
    github.awaitOutcome(busy);
    github.lives().reset(github.told().get(github.told().size() - 3));
  }

  private void deliveries() throws Exception {
    github.forge().faults().loseDeliveries(1);
    long lost = github.queue("plain", "true");
    github.sweep();
    Eventually.until(
        "a lost delivery is made good for", SOON, () -> github.lives().newestRun(lost).isPresent());
    String mine = world.marks.text("secret of another sender");
    String hook = world.endpoints.gateway() + "/webhooks/github";
    answers.post(hook, "{}", "X-GitHub-Event", "workflow_job");
    answers.post(hook, "{}", "X-Hub-Signature-256", "sha256=" + "ab".repeat(32));
    answers.post(hook, "{}", "X-Hub-Signature", mine);
    String bearer = world.endpoints.gateway() + "/requests/azdo";
    answers.post(bearer, "{}", "Authorization", "Bearer " + mine);
    String secret = world.secret("AZDO_BEARER");
    answers.post(bearer, "{", "Authorization", "Bearer " + secret);
    answers.post(bearer, "{\"job\": 1}", "Authorization", "Bearer " + secret);
    answers.post(bearer, "{}", "Authorization", "Basic " + secret);
    answers.post(world.endpoints.gateway() + "/webhooks/no", "{}", "Authorization", secret);
    answers.get(hook);
    github.forge().deliver("{\"action\": \"queued\"}".getBytes(UTF_8), "workflow_job");
  }

  /** Comes in by each way, and is refused. */
  private void console() throws Exception {
    String console = world.endpoints.console();
    world.provider.meet("ada@acme.example", Map.of("roles", List.of("operator")));
    answers.browse(console + "/sign-in/oidc?to=/session");
    world.provider.forge(true);
    answers.browse(console + "/sign-in/oidc?to=/session");
    answers.browse(console + "/sign-in");
    String secret = Files.readString(world.files.secrets().resolve("console-secret"));
    answers.post(console + "/sign-out", "", "Authorization", "Bearer " + secret);
    answers.post(console + "/sign-out", secret, "Authorization", "Basic " + secret);
    String log = "/api/v1/jobs/mayfly-github-1-3fa91c-1/log";
    answers.get(console + log + "?batchJob=mayfly-ubuntu-1", secret);
    String wrong = world.marks.text("secret that is nobody's at the console");
    answers.post(console + "/sign-in", "secret=" + wrong, "Authorization", "Bearer " + wrong);
  }

  /** Has all judge files that are right, and files with a secret where none belongs. */
  private void configurations() throws Exception {
    Configuration files = world.files;
    world.print(GatewayApplication.class, files.gateway(), "check");
    world.print(WorkerApplication.class, files.worker(), "check");
    world.print(ConsoleApplication.class, files.console(), "check");
    String mine = world.marks.text("secret in a file of configuration");
    Path wrong = world.directory.resolve("wrong-webhook-secret.yml");
    files.copy(files.gateway(), wrong, "{env: AZDO_BEARER}", mine);
    world.printWithout(wrong, GatewayApplication.class, "check");
    Path clear = world.directory.resolve("wrong-client-secret.yml");
    files.copy(files.console(), clear, "{env: CONSOLE_CLIENT_SECRET}", mine);
    world.printWithout(clear, ConsoleApplication.class, "check");
    Path open = world.directory.resolve("wrong-yaml.yml");
    files.copy(files.worker(), open, "{env: BATCH_KEY}", "\"" + mine);
    world.printWithout(open, WorkerApplication.class, "server");
    files.keep("not-a-key", mine);
    Path keys = world.directory.resolve("wrong-keys.yml");
    files.copy(files.worker(), keys, "{env: BATCH_KEY}", "{file: secrets/not-a-key}");
    files.copy(keys, keys, "{env: SEALING_KEY}", "{file: secrets/not-a-key}");
    files.copy(keys, keys, "secrets/app.pem", "secrets/not-a-key");
    world.printWithout(keys, WorkerApplication.class, "server");
  }

  /** Has every client tell the proxy its password, and get no further. */
  private void throughTheProxy() throws Exception {
    for (String client : List.of("azure-batch", "rest")) {
      world.print(WorkerApplication.class, world.files.elsewhere(client), "sweep");
    }
  }

  private void withoutTemporal() throws Exception {
    world.temporal.close();
    long job = github.queue("plain", "true");
    Eventually.until(
        "the delivery is refused", SOON, () -> github.forge().refusal(job).isPresent());
    pages();
    world.temporal.start();
    Eventually.until(
        "a redelivery is taken",
        SOON,
        () -> {
          github.forge().redeliverFailed();
          return github.lives().newestRun(job).isPresent();
        });
    github.awaitOutcome(job);
  }

  private void otherWorkers() throws Exception {
    stories().forEach(Story::awaitAllOver);
    world.files.callBatchByRest();
    world.restartWorker(Map.of());
    github.awaitOutcome(github.begin("plain", "true"));
    String wrong = world.marks.base64("Batch key that is not taken", 64);
    String application = world.marks.text("secret of an application");
    world.files.signInAtAzureDevOpsBy("ENTRA_SECRET");
    world.restartWorker(Map.of("BATCH_KEY", wrong, "ENTRA_SECRET", application));
    long job = github.begin("paused", "true");
    github.awaitPause("paused");
    long unserved = azdo.begin("plain", "true");
    Eventually.until(
        "no token is to be had for job " + unserved,
        SOON,
        () -> world.workerLog().contains(AzureDevOpsAuth.RESOURCE));
    batch.tokens().require();
    Map<String, String> identity =
        Map.of(
            "IDENTITY_ENDPOINT",
            batch.url() + "/_entra/msi/token",
            "IDENTITY_HEADER",
            world.marks.text("header of the managed identity"));
    for (boolean byRest : List.of(false, true)) {
      world.files.signInAtBatchBy("{managedIdentity: {}}", byRest);
      world.restartWorker(identity);
      if (!byRest) {
        github.resume("paused");
        github.awaitOutcome(job);
      }
      github.awaitOutcome(github.begin("plain", "true"));
    }
  }
}
