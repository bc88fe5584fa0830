package dev.mayfly.worker.sweep;

import dev.mayfly.worker.forge.ForgeQueue;
import dev.mayfly.worker.forge.ListedJob;
import dev.mayfly.worker.forge.http.ForgeException;
import dev.mayfly.worker.forge.http.Listed;
import dev.mayfly.workflows.id.Scope;
import java.util.ArrayList;
import java.util.List;

/** Where a forge lists jobs by their status: one list for each scope, whatever is in it. */
final class ByList implements JobSource {

  private final ForgeQueue queue;
  private final List<Scope> scopes;

  ByList(ForgeQueue queue, List<Scope> scopes) {
    this.queue = queue;
    this.scopes = List.copyOf(scopes);
  }

  /** All or nothing: a scope that cannot be read is a fault to be told, and none hides another. */
  @Override
  public QueuePage search(RepositoryCursor after) throws ForgeException {
    List<FoundJob> jobs = new ArrayList<>();
    int calls = 0;
    int cost = 0;
    for (Scope scope : scopes) {
      Listed<ListedJob> listed = queue.queued(scope);
      calls += listed.calls();
      cost += listed.cost();
      listed.items().stream()
          .filter(ListedJob::queued)
          .forEach(job -> jobs.add(new FoundJob(job, scope.organization(), scope.enterprise())));
    }
    return new QueuePage(jobs, 0, scopes.size(), null, calls, cost, cost);
  }
}
