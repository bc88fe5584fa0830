package dev.mayfly.worker.sweep;

/** Where a forge's queued jobs can be read. */
interface JobSource {

  /**
   * Searches as far as the sweep's allowance goes.
   *
   * @throws dev.mayfly.worker.forge.http.ForgeException when nothing could be read at all.
   */
  QueuePage search(RepositoryCursor after);
}
