package dev.mayfly.workflows.sweep;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The queued jobs of a forge that no pool serves: they wait for runners of others, or for ever.
 *
 * @param jobs those that come nearest to a pool first, then in the forge's order.
 * @param more how many there are beside them.
 */
public record Unserved(List<Job> jobs, int more) {

  /** The most jobs that are named: each is some hundred bytes of a history. */
  public static final int MOST = 50;

  static final Unserved NONE = new Unserved(List.of(), 0);

  /**
   * One of them; its texts are strangers', and short.
   *
   * @param url its page at the forge; absent where the forge does not say.
   * @param createdAt absent where the forge does not say.
   * @param nearest the pool that comes nearest and what differs, in words; absent: none has a label
   *     in common with it, as with jobs for the forge's own machines.
   */
  public record Job(
      long id,
      String repository,
      String name,
      List<String> labels,
      @Nullable String url,
      @Nullable Instant createdAt,
      @Nullable String nearest) {

    public Job {
      labels = List.copyOf(labels);
    }
  }

  public Unserved {
    jobs = List.copyOf(jobs);
  }

  /** Returns those of a look, as many as are named. */
  public static Unserved of(List<Job> found) {
    List<Job> named =
        found.stream()
            .sorted(Comparator.comparing(job -> job.nearest() == null))
            .limit(MOST)
            .toList();
    return new Unserved(named, found.size() - named.size());
  }

  /** Returns these and those; a job that was found twice is one. */
  Unserved and(Unserved others) {
    Map<Long, Job> all = new LinkedHashMap<>();
    jobs.forEach(job -> all.put(job.id(), job));
    others.jobs.forEach(job -> all.put(job.id(), job));
    Unserved named = of(List.copyOf(all.values()));
    return new Unserved(named.jobs, named.more + more + others.more);
  }
}
