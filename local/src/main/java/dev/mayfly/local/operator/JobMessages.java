package dev.mayfly.local.operator;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that tell a job's life something. */
public final class JobMessages {

  private static final String DURATION = "DURATION";

  private JobMessages() {}

  private abstract static class ToJob extends MessageCommand {

    @Parameters(paramLabel = "JOB", description = Wording.JOB)
    private String job = "";

    ToJob(String word) {
      super("job", word);
    }

    @Override
    String named() {
      return job;
    }

    @Override
    String path(ConsoleClient client) {
      return pathOf(client, job) + "/" + word();
    }
  }

  /** {@code ./mayfly cancel}. */
  @Command(
      name = "cancel",
      description = "Has nothing more made for a job; a runner that has it goes on.")
  public static final class Cancel extends ToJob {

    @Option(names = "--force", description = "also ends a runner that has a job")
    private boolean force;

    public Cancel() {
      super("cancel");
    }

    @Override
    void fill(Map<String, Object> body) {
      body.put("force", force);
    }
  }

  /** {@code ./mayfly reprovision}. */
  @Command(name = "reprovision", description = "Has another runner made for a job, at once.")
  public static final class Reprovision extends ToJob {

    public Reprovision() {
      super("reprovision");
    }
  }

  /** {@code ./mayfly extend}. */
  @Command(name = "extend", description = "Moves every deadline of a job that is still to come.")
  public static final class Extend extends ToJob {

    @Option(names = "--by", required = true, paramLabel = DURATION, description = "30m, 2h, 1d")
    private String by = "";

    public Extend() {
      super("extend");
    }

    @Override
    void fill(Map<String, Object> body) {
      body.put("duration", by);
    }
  }

  /** {@code ./mayfly quarantine}. */
  @Command(
      name = "quarantine",
      description = "Keeps a job's runner, once it is over, and its node for it alone.")
  public static final class Quarantine extends ToJob {

    @Option(names = "--for", paramLabel = DURATION, description = "30m, 4h; default: the life's")
    private @Nullable String lasting;

    public Quarantine() {
      super("quarantine");
    }

    @Override
    void fill(Map<String, Object> body) {
      if (lasting != null) {
        body.put("duration", lasting);
      }
    }
  }

  /** {@code ./mayfly release}. */
  @Command(name = "release", description = "Ends a job's quarantine.")
  public static final class Release extends ToJob {

    public Release() {
      super("release");
    }
  }
}
