package dev.mayfly.service.doctor;

import static dev.mayfly.service.doctor.Question.Group.AZURE;
import static dev.mayfly.service.doctor.Question.Group.CONSISTENCY;
import static dev.mayfly.service.doctor.Question.Group.FORGE;
import static dev.mayfly.service.doctor.Question.Group.LOCAL;

import java.util.List;

/**
 * The questions that the doctor asks. One that needs another is not asked while that has a fault.
 */
public enum Question {
  CONFIGURATION(LOCAL, "configuration"),
  TEMPORAL(LOCAL, "Temporal", CONFIGURATION),
  RETENTION(LOCAL, "retention", TEMPORAL),
  SEARCH_ATTRIBUTES(LOCAL, "search attributes", TEMPORAL),
  WORKERS(LOCAL, "workers", TEMPORAL),
  ONE_RELEASE(LOCAL, "one release", WORKERS),
  PORT(LOCAL, "port", CONFIGURATION),
  DISK(LOCAL, "disk", CONFIGURATION),
  CREDENTIAL(FORGE, "credential", CONFIGURATION),
  RATE_LIMIT(FORGE, "rate limit", CREDENTIAL),
  PERMISSIONS(FORGE, "permissions", CREDENTIAL),
  SCOPES(FORGE, "scopes", RATE_LIMIT, PERMISSIONS),
  RUNNER_GROUPS(FORGE, "runner groups", SCOPES),
  WEBHOOK(FORGE, "webhook", SCOPES),
  SIGNATURES(FORGE, "signatures", WEBHOOK),
  LAST_DELIVERY(FORGE, "last delivery", SIGNATURES),
  LOST_DELIVERIES(FORGE, "lost deliveries", LAST_DELIVERY),
  REGISTRATION_TOKEN(FORGE, "registration token", SCOPES),
  PING(FORGE, "ping", LOST_DELIVERIES),
  ACCOUNT(AZURE, "Batch account", CONFIGURATION),
  BATCH_POOLS(AZURE, "Batch pools", ACCOUNT),
  RESIZES(AZURE, "resizes", BATCH_POOLS),
  FORMULAS(AZURE, "autoscale", BATCH_POOLS),
  CAPACITY(AZURE, "capacity", BATCH_POOLS),
  BATCH_JOBS(AZURE, "Batch jobs", ACCOUNT),
  IMAGES(AZURE, "images", ACCOUNT),
  VERSIONS(AZURE, "runner versions", SCOPES),
  WAITING(AZURE, "waiting tasks", BATCH_POOLS),
  TASKS(AZURE, "leftover tasks", ACCOUNT, SCOPES, TEMPORAL),
  REGISTRATIONS(CONSISTENCY, "registrations", ACCOUNT, SCOPES, TEMPORAL),
  QUEUED(CONSISTENCY, "queued jobs", SCOPES, TEMPORAL),
  LAST_GREEN(CONSISTENCY, "last green job", SEARCH_ATTRIBUTES),
  /** Last, since the others' answers tell the time. */
  CLOCK(LOCAL, "clock", CONFIGURATION);

  /** The parts of a report, in their order. */
  public enum Group {
    LOCAL("Local"),
    FORGE("Forge"),
    AZURE("Azure"),
    CONSISTENCY("Consistency");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  private final Group group;
  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Question> needs;

  Question(Group group, String title, Question... needs) {
    this.group = group;
    this.title = title;
    this.needs = List.of(needs);
  }

  public Group group() {
    return group;
  }

  /** Returns its name for people. */
  public String title() {
    return title;
  }

  /** Returns those without which it is not asked. */
  public List<Question> needs() {
    return needs;
  }

  /** Returns whether it is asked only where the operator wants it: something is done for it. */
  public boolean isLive() {
    return this == PING || this == REGISTRATION_TOKEN;
  }

  /** Returns those that are made before it, whatever is found. */
  List<Question> after() {
    return this == CLOCK ? List.of(CREDENTIAL, ACCOUNT) : needs;
  }
}
