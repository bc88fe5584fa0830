package dev.mayfly.worker.batch;

import dev.mayfly.workflows.fleet.Pool;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a pool's containers, and their way to Docker, as arguments of {@code docker
 * create}, which is what Batch makes of a task's {@code containerRunOptions} (Azure's
 * documentation, "Run container applications on Azure Batch", "Container task command line"; the
 * options: Docker's documentation, "Resource constraints" and "docker container create"). Rule
 * batch-run-options.
 */
final class RunOptions {

  private static final String SOCKET = "/var/run/docker.sock";
  // Both also in images/linux/entrypoint.sh.
  private static final String FOLDER = "/mnt/mayfly";
  private static final String DATA = "/var/lib/mayfly-docker";

  // With a cgroup namespace of its own a container sees no path of its cgroup in /proc/1/cgroup,
  // where actions/runner looks for ":/docker/" (ContainerOperationProvider.cs). Rule
  // gh-runner-in-container.
  private static final String OWN_CGROUPS = "--cgroupns=private";

  private final StringJoiner options = new StringJoiner(" ");

  private RunOptions() {}

  /** Returns them in one line; empty where the pool has no limits. */
  static String of(Pool pool) {
    RunOptions all = new RunOptions();
    all.add("--cpus", pool.cpus() == null ? null : pool.cpus().toPlainString());
    all.add("--memory", pool.memory());
    all.add("--pids-limit", pool.pidsLimit());
    all.add("--shm-size", pool.shmSize());
    switch (pool.docker()) {
      case NONE -> {}
      case ROOTLESS -> all.forOwnDaemon();
      case SOCKET -> all.forDaemonOfNode();
    }
    return all.options.toString();
  }

  // What user namespaces, and mounts within them, need: the daemon's documentation asks for
  // --privileged, "for disabling seccomp, AppArmor, and mount masks" (docker-library/docker,
  // docker:dind-rootless; Docker's documentation, "Rootless mode"). Rule docker-rootless-needs.
  private void forOwnDaemon() {
    List.of("seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined")
        .forEach(off -> add("--security-opt", off));
    add("--device", "/dev/net/tun");
    // A volume: overlayfs does not stand on a container's own overlayfs.
    options.add("-v " + DATA);
    options.add(OWN_CGROUPS);
  }

  // By -v, since Batch was seen to refuse --mount (opencb/opencga #1077). The runner mounts its
  // folders by its own paths (actions/runner, ContainerOperationProvider.cs), so the node has them
  // under the same. On the node's network the ports of services are at localhost. Rule
  // gh-runner-same-paths.
  private void forDaemonOfNode() {
    for (String shared : List.of(SOCKET, FOLDER)) {
      options.add("-v " + shared + ":" + shared);
    }
    add("--network", "host");
    options.add(OWN_CGROUPS);
  }

  private void add(String option, @Nullable Object value) {
    if (value != null) {
      options.add(option + "=" + value);
    }
  }
}
