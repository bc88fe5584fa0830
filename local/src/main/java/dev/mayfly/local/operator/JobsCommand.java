package dev.mayfly.local.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mayfly.local.operator.ConsoleClient.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./mayfly jobs}: the jobs that there are. */
@Command(name = "jobs", description = "Lists the jobs that are not over, the youngest first.")
public final class JobsCommand extends OperatorCommand {

  @Option(names = "--pool", paramLabel = "POOL", description = "of this pool alone")
  private @Nullable String pool;

  @Option(names = "--repo", paramLabel = "OWNER/NAME", description = "of this repository alone")
  private @Nullable String repository;

  @Option(
      names = "--phase",
      paramLabel = "PHASE",
      description = "in this phase: waiting, running, ended")
  private @Nullable String phase;

  @Option(names = "--waiting", description = "only those that are owed a runner")
  private boolean waiting;

  @Option(names = "--all", description = "those that are over, too")
  private boolean all;

  @Option(names = "--since", paramLabel = "TIME", description = "begun since: 24h, 7d, an instant")
  private @Nullable String since;

  @Option(names = "--limit", paramLabel = "1..1000", description = "how many at most")
  private int limit = 100;

  @Option(names = "--cursor", paramLabel = "CURSOR", description = "goes on where a list ended")
  private @Nullable String cursor;

  @Override
  protected int run(ConsoleClient client) {
    if (waiting && all) {
      throw new IllegalArgumentException("--waiting and --all exclude each other");
    }
    Answer jobs = client.get("jobs?" + query());
    print(jobs, it -> JobRows.table(it.json().path("jobs"), now()).lines());
    JsonNode next = jobs.json().path("cursor");
    if (next.isTextual() && !isJson()) {
      note("there are more: raise --limit, or go on by --cursor " + next.asText());
    }
    return 0;
  }

  private String query() {
    Map<String, @Nullable String> asked = new LinkedHashMap<>();
    asked.put("pool", pool);
    asked.put("repository", repository);
    asked.put("phase", phase);
    asked.put("since", since);
    asked.put("state", waiting ? "waiting" : all ? "all" : "open");
    asked.put("limit", String.valueOf(limit));
    asked.put("cursor", cursor);
    asked.values().removeIf(Objects::isNull);
    return asked.entrySet().stream()
        .map(it -> it.getKey() + "=" + ConsoleClient.encoded(String.valueOf(it.getValue())))
        .collect(Collectors.joining("&"));
  }
}
