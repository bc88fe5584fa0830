package dev.mayfly.local.chaos;

import dev.mayfly.local.stack.LifeQueries;
import dev.mayfly.standin.batch.TaskCounts;
import dev.mayfly.standin.batch.TaskCounts.TaskDeath;
import dev.mayfly.standin.forge.JobStart;
import dev.mayfly.standin.forge.JobView;
import dev.mayfly.standin.forge.webhook.DeliveryCounts;
import dev.mayfly.standin.runner.Death;
import dev.mayfly.workflows.life.LifeStatus;
import dev.mayfly.workflows.life.LifeStatus.AttemptStatus;
import dev.mayfly.workflows.life.Outcome;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a demo under chaos, by the stand-ins' own records.
 *
 * @param starts every time that a runner began a job.
 * @param unheardOf the jobs whose {@code queued} was lost without trace.
 * @param bound within which time the sweep says that it finds a lost job; absent: it has not said.
 * @param redelivered how many {@code queued} were sent again because the gateway had not taken
 *     them.
 * @param lives every run of a life that was seen to end.
 * @param open lives that have not ended.
 * @param leftovers what has not been cleaned up.
 */
public record ChaosReport(
    List<JobView> jobs,
    List<JobStart> starts,
    DeliveryCounts deliveries,
    Set<Long> unheardOf,
    @Nullable Duration bound,
    int redelivered,
    TaskCounts tasks,
    List<LifeStatus> lives,
    List<String> open,
    List<String> leftovers,
    Duration took) {

  private static final int MOST_LINES = 20;

  /** Returns whether every job was done exactly once and nothing is left. */
  public boolean isGood() {
    return wrong().isEmpty() && left().isEmpty();
  }

  public void print(PrintStream out) {
    out.println();
    out.printf("%d jobs in %d s%n", jobs.size(), took.toSeconds());
    line(out, "jobs", jobsLine());
    line(out, "waiting", waitingLine());
    line(out, "runners", runnersLine());
    line(out, "deaths", deathsLine());
    line(out, "deliveries", deliveriesLine());
    line(out, "found", foundLine());
    line(out, "bound", boundLine());
    line(out, "lives", counts(lives, life -> String.valueOf(life.outcome())));
    line(out, "runners' ends", counts(ends(), end -> end.replaceFirst(":.*", "")));
    line(
        out,
        "left",
        left().isEmpty()
            ? "nothing: no registration, no Batch task, no process, no open life"
            : String.join(", ", left()));
    wrong().stream().limit(MOST_LINES).forEach(text -> line(out, "wrong", text));
  }

  private static void line(PrintStream out, String name, String text) {
    out.printf("  %-14s %s%n", name, text);
  }

  private String jobsLine() {
    long once = jobs.stream().filter(job -> startsOf(job) == 1).count();
    long succeeded = jobs.stream().filter(job -> "success".equals(job.conclusion())).count();
    long failed = jobs.stream().filter(this::diedAtWork).count();
    return once
        + " run exactly once, "
        + succeeded
        + " succeeded"
        + (failed == 0
            ? ""
            : ", "
                + failed
                + " failed because their runner died at work (GitHub queues such a job no more)");
  }

  private String waitingLine() {
    List<JobView> begun =
        jobs.stream()
            .filter(job -> job.started() != null)
            .sorted(Comparator.comparing(ChaosReport::waited))
            .toList();
    if (begun.isEmpty()) {
      return "no job has begun";
    }
    JobView last = begun.get(begun.size() - 1);
    return "from queued to begun: half of the jobs within %s s, 95 %% within %s s, %s after %s s"
        .formatted(
            seconds(waited(begun.get(begun.size() / 2))),
            seconds(waited(begun.get(begun.size() * 95 / 100))),
            LifeQueries.of(last.id()),
            seconds(waited(last)));
  }

  private static Duration waited(JobView job) {
    return Duration.between(job.created(), Objects.requireNonNull(job.started()));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
  }

  private String runnersLine() {
    return "%d made and %d started on a node: %s and %s for each job"
        .formatted(
            tasks.created(), tasks.started(), perJob(tasks.created()), perJob(tasks.started()));
  }

  private String perJob(int runners) {
    return String.format(Locale.ROOT, "%.2f", (double) runners / jobs.size());
  }

  private String deathsLine() {
    List<TaskDeath> deaths = tasks.deaths();
    return deaths.isEmpty()
        ? "none"
        : deaths.size() + " tasks: " + counts(deaths, death -> death.when().words());
  }

  private String deliveriesLine() {
    return """
    %d events, %d of them lost, %d without trace; %d sent, %d of these a second time (%d under another id), \
    %d after a later one of the same job, %d not accepted%s\
    """
        .formatted(
            deliveries.events(),
            deliveries.lost(),
            deliveries.vanished(),
            deliveries.sent(),
            deliveries.repeated(),
            deliveries.renamed(),
            deliveries.overtaken(),
            deliveries.refused(),
            redelivered == 0 ? "" : " (" + redelivered + " queued of these sent again)");
  }

  /** Returns the line on the jobs whose {@code queued} was lost without trace. */
  private String foundLine() {
    if (unheardOf.isEmpty()) {
      return "no queued was lost without trace";
    }
    List<JobView> unheard = unheard().toList();
    List<JobView> found = unheard.stream().filter(job -> found(job).isPresent()).toList();
    long taken = unheard.stream().filter(job -> found(job).isEmpty() && job.isOver()).count();
    return "%d queued lost without trace: %d of these jobs found%s, %d done by another's runner%s"
        .formatted(
            unheard.size(),
            found.size(),
            found.stream().max(Comparator.comparing(this::wait)).map(this::lastFound).orElse(""),
            taken,
            found.size() + taken == unheard.size() ? "" : ", the others not");
  }

  private String lastFound(JobView last) {
    return " (the last, %s, %s s after it was queued)"
        .formatted(LifeQueries.of(last.id()), seconds(wait(last)));
  }

  private String boundLine() {
    if (bound == null) {
      return "the sweep has not said within which time it finds a lost job";
    }
    long late = unheard().filter(job -> isLate(job, bound)).count();
    return "the sweep finds a lost job within %s s by its own account: %s"
        .formatted(
            seconds(bound), late == 0 ? "so it was with every one" : late + " were not found");
  }

  private Stream<JobView> unheard() {
    return jobs.stream().filter(job -> unheardOf.contains(job.id()));
  }

  /** Returns whether it had no life in that time, and no other job's runner took it either. */
  private boolean isLate(JobView job, Duration atMost) {
    return found(job)
        .or(() -> Optional.ofNullable(job.started()).map(at -> Duration.between(job.created(), at)))
        .map(wait -> wait.compareTo(atMost) > 0)
        .orElse(took.compareTo(atMost) > 0);
  }

  private Duration wait(JobView job) {
    return found(job).orElse(Duration.ZERO);
  }

  /** From queued until its life began; empty while it has none. */
  private Optional<Duration> found(JobView job) {
    String life = LifeQueries.of(job.id()).toString();
    return lives.stream()
        .filter(
            status -> status.attempts().stream().anyMatch(a -> a.runner().startsWith(life + "-")))
        .flatMap(status -> status.attempts().stream())
        .flatMap(attempt -> attempt.phases().stream())
        .map(LifeStatus.PhaseEntry::at)
        .min(Comparator.naturalOrder())
        .map(first -> Duration.between(job.created(), first));
  }

  private Stream<AttemptStatus> attempts() {
    return lives.stream().flatMap(life -> life.attempts().stream());
  }

  private List<String> ends() {
    return attempts().map(AttemptStatus::end).filter(Objects::nonNull).toList();
  }

  private static <T> String counts(List<T> things, Function<T, String> name) {
    Map<String, Long> counts =
        things.stream().collect(Collectors.groupingBy(name, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }

  private long startsOf(JobView job) {
    return starts.stream().filter(start -> start.job() == job.id()).count();
  }

  private boolean diedAtWork(JobView job) {
    return "failure".equals(job.conclusion())
        && tasks.deaths().stream()
            .anyMatch(death -> death.when() == Death.AT_WORK && death.task().equals(job.runner()));
  }

  private List<String> left() {
    return Stream.concat(leftovers.stream(), open.stream().map(life -> life + " is open")).toList();
  }

  /** Returns the deviations from what a demo promises, one line each. */
  List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    jobs.forEach(job -> complaint(job).ifPresent(wrong::add));
    unheard().flatMap(job -> lateness(job).stream()).forEach(wrong::add);
    lives.stream()
        .filter(
            life ->
                !Set.of(Outcome.COMPLETED, Outcome.NOT_NEEDED)
                    .contains(String.valueOf(life.outcome())))
        .forEach(life -> wrong.add("a life ended so: " + life.line()));
    return wrong;
  }

  private Optional<String> lateness(JobView job) {
    if (bound == null) {
      return Optional.of(
          "the sweep has not said when %s is found".formatted(LifeQueries.of(job.id())));
    }
    return isLate(job, bound)
        ? Optional.of(
            "%s was not found within %s s".formatted(LifeQueries.of(job.id()), seconds(bound)))
        : Optional.empty();
  }

  private Optional<String> complaint(JobView job) {
    boolean good = "success".equals(job.conclusion()) || diedAtWork(job);
    return good && startsOf(job) == 1
        ? Optional.empty()
        : Optional.of(
            "job of %s, begun %d times, is %s with conclusion %s; last runner %s"
                .formatted(
                    LifeQueries.of(job.id()),
                    startsOf(job),
                    job.status(),
                    job.conclusion(),
                    job.runner()));
  }
}
