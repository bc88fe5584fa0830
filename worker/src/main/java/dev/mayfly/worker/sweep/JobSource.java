package dev.mayfly.worker.sweep;

/** Where a forge's queued jobs can be read. */
interface JobSource {

  /**
   * Looks as far as the sweep's share of the budget goes.
   *
   * @throws dev.mayfly.worker.forge.http.ForgeException when nothing could be read at all.
   */
  QueuePage look(RepositoryCursor after);
}
