package dev.mayfly.console.jobs;

import org.jspecify.annotations.Nullable;

/** The refusal to answer or to do what was asked, in words for the one who asked. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kind of a refusal, with the status of HTTP that says it. */
  public enum Kind {
    INVALID(400, "Not understood"),
    NOT_FOUND(404, "Not found"),
    /** There is no such log yet. */
    NO_LOG(404, "No log yet"),
    REFUSED(409, "Refused"),
    /** There was a log, and it is gone for good. */
    LOG_GONE(410, "Log gone"),
    /** The console lacks a section of its file. */
    NOT_SET_UP(501, "Not set up"),
    UNAVAILABLE(503, "Not available");

    private final int status;
    private final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    public int status() {
      return status;
    }

    public String title() {
      return title;
    }
  }

  private final Kind kind;
  private final @Nullable String field;

  public Refusal(Kind kind, String why) {
    this(kind, null, why);
  }

  private Refusal(Kind kind, @Nullable String field, String why) {
    super(why);
    this.kind = kind;
    this.field = field;
  }

  /** The answer of a life or pool is encrypted, and the keys are not here. */
  static Refusal unreadable() {
    return new Refusal(
        Kind.UNAVAILABLE,
        "the answer cannot be read: give this console the temporal.encryptionKeys of gateway and"
            + " worker");
  }

  /** The question cannot be understood, because of one field. */
  public static Refusal invalid(String field, String why) {
    return new Refusal(Kind.INVALID, field, why);
  }

  public Kind kind() {
    return kind;
  }

  /** Names what is wrong in the question; absent: nothing is. */
  public @Nullable String field() {
    return field;
  }

  /** Says why; never absent. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
