package dev.mayfly.worker.batch;

import dev.mayfly.workflows.id.BatchJobId;
import java.util.List;

/** The listings of Azure Batch, all pages. Throws {@link BatchException} without an answer. */
public interface BatchListings {

  /** The jobs of a pool, without those that are completed together with all their tasks. */
  List<BatchJobId> jobs(String installation, String pool);

  /** A job's tasks; none when the job is not there. Foreign tasks are among them. */
  List<TaskSnapshot> tasks(BatchJobId job);
}
