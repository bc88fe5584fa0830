package dev.mayfly.worker.batch;

import dev.mayfly.service.http.Redirects;
import java.util.Set;

/**
 * The errors that are the pool's fault, not a runner's: each would meet every runner of the pool in
 * the same way, until an operator corrects it.
 */
final class PoolFaults {

  /** Entra ID refused the worker's identity; not one of Batch's codes. */
  static final String TOKEN_REFUSED = "TokenRefused";

  // The quota is on active jobs in the account. A pool that has its job already does not meet it;
  // one that has none can make no runner until an operator ends jobs or has the quota raised.
  private static final Set<String> REFUSALS =
      Set.of("PoolNotFound", "PoolBeingDeleted", "ActiveJobAndScheduleQuotaReached", TOKEN_REFUSED);

  // The vendor's list of task failures (TaskFailureInformationCodes) has none of containers.
  // ContainerInvalidImage is what an image that is not there gets, and one that the registry does
  // not give without other credentials (Azure/Batch#49, #122); ContainerPoolNotSupported what any
  // container gets on a pool without them (azure-sdk-for-net, its container tests). Not
  // ContainerInvalidSettings: a container engine that is slow on its first pull gets it too, and
  // the next task works (Azure/Batch#4). Rule batch-pool-faults.
  private static final Set<String> FAILURES =
      Set.of("ContainerInvalidImage", "ContainerPoolNotSupported");

  private PoolFaults() {}

  /** Of a request that Batch refused. */
  static boolean isRefusal(int status, String code) {
    return status == 401 || status == 403 || Redirects.isOne(status) || REFUSALS.contains(code);
  }

  /** Of a task that Batch could not start. */
  static boolean isFailure(String code) {
    return FAILURES.contains(code);
  }
}
