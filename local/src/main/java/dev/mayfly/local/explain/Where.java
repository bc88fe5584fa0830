package dev.mayfly.local.explain;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options of commands that ask Temporal about jobs. */
public final class Where {

  @Option(names = "--installation", description = "where JOB does not say it")
  private String installation = "mayfly";

  @Option(names = "--forge", description = "where JOB does not say it")
  private String forge = "github";

  @Option(
      names = "--temporal",
      paramLabel = "HOST:PORT",
      showDefaultValue = Visibility.NEVER,
      description = "default: TEMPORAL_ADDRESS, else 127.0.0.1:7233")
  private @Nullable String temporal;

  public String installation() {
    return installation;
  }

  public String forge() {
    return forge;
  }

  /** Its address; empty: what {@code TEMPORAL_*} say. */
  public Optional<String> temporal() {
    return Optional.ofNullable(temporal);
  }
}
