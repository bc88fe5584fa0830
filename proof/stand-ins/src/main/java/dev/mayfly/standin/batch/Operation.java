package dev.mayfly.standin.batch;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The operations that the stand-in answers, by the names that faults are switched on with. */
public enum Operation {
  ADD_JOB("POST", "jobs"),
  LIST_JOBS("GET", "jobs"),
  GET_JOB("GET", "jobs/[^/]+"),
  PATCH_JOB("PATCH", "jobs/[^/]+"),
  UPDATE_JOB("PUT", "jobs/[^/]+"),
  DELETE_JOB("DELETE", "jobs/[^/]+"),
  DISABLE_JOB("POST", "jobs/[^/]+/disable"),
  ENABLE_JOB("POST", "jobs/[^/]+/enable"),
  TERMINATE_JOB("POST", "jobs/[^/]+/terminate"),
  COUNT_TASKS("GET", "jobs/[^/]+/taskcounts"),
  ADD_TASK("POST", "jobs/[^/]+/tasks"),
  ADD_TASKS("POST", "jobs/[^/]+/addtaskcollection"),
  LIST_TASKS("GET", "jobs/[^/]+/tasks"),
  GET_TASK("GET", "jobs/[^/]+/tasks/[^/]+"),
  UPDATE_TASK("PUT", "jobs/[^/]+/tasks/[^/]+"),
  DELETE_TASK("DELETE", "jobs/[^/]+/tasks/[^/]+"),
  TERMINATE_TASK("POST", "jobs/[^/]+/tasks/[^/]+/terminate"),
  FILE_PROPERTIES("HEAD", "jobs/[^/]+/tasks/[^/]+/files/.+"),
  GET_FILE("GET", "jobs/[^/]+/tasks/[^/]+/files/.+"),
  ADD_POOL("POST", "pools"),
  LIST_POOLS("GET", "pools"),
  COUNT_NODES("GET", "nodecounts"),
  REACTIVATE_TASK("POST", "jobs/[^/]+/tasks/[^/]+/reactivate"),
  GET_POOL("GET", "pools/[^/]+"),
  POOL_EXISTS("HEAD", "pools/[^/]+"),
  PATCH_POOL("PATCH", "pools/[^/]+"),
  RESIZE_POOL("POST", "pools/[^/]+/resize"),
  STOP_RESIZE("POST", "pools/[^/]+/stopresize"),
  ENABLE_AUTOSCALE("POST", "pools/[^/]+/enableautoscale"),
  DISABLE_AUTOSCALE("POST", "pools/[^/]+/disableautoscale"),
  EVALUATE_AUTOSCALE("POST", "pools/[^/]+/evaluateautoscale"),
  DELETE_POOL("DELETE", "pools/[^/]+"),
  REMOVE_NODES("POST", "pools/[^/]+/removenodes"),
  LIST_NODES("GET", "pools/[^/]+/nodes"),
  GET_NODE("GET", "pools/[^/]+/nodes/[^/]+"),
  DISABLE_SCHEDULING("POST", "pools/[^/]+/nodes/[^/]+/disablescheduling"),
  ENABLE_SCHEDULING("POST", "pools/[^/]+/nodes/[^/]+/enablescheduling");

  private final String method;
  private final Pattern path;

  Operation(String method, String path) {
    this.method = method;
    this.path = Pattern.compile(path);
  }

  public static Optional<Operation> of(String method, String path) {
    return Arrays.stream(values())
        .filter(operation -> operation.method.equals(method))
        .filter(operation -> operation.path.matcher(path).matches())
        .findFirst();
  }
}
