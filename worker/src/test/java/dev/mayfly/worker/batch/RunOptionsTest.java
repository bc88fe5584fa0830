package dev.mayfly.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunOptionsTest {

  @Test
  void thePoolsLimitsAreOptionsOfDockerCreate() {
    assertThat(RunOptions.of(YamlPool.with("cpus: 1.5\nmemory: 4g\npidsLimit: 4096\nshmSize: 1g")))
        .isEqualTo("--cpus=1.5 --memory=4g --pids-limit=4096 --shm-size=1g");
  }

  @Test
  void aNumberIsWrittenWithoutAnExponent() {
    assertThat(RunOptions.of(YamlPool.with("cpus: 1E+1"))).isEqualTo("--cpus=10");
  }

  @Test
  void theNodesDockerIsItsSocketAFolderByTheSamePathAndItsNetwork() {
    assertThat(RunOptions.of(YamlPool.with("memory: 4g\ndocker: socket")))
        .isEqualTo(
            "--memory=4g -v /var/run/docker.sock:/var/run/docker.sock -v /mnt/mayfly:/mnt/mayfly"
                + " --network=host --cgroupns=private");
  }

  @Test
  void aDaemonOfItsOwnNeedsUserNamespaces() {
    assertThat(RunOptions.of(YamlPool.with("docker: rootless")))
        .isEqualTo(
            "--security-opt=seccomp=unconfined --security-opt=apparmor=unconfined"
                + " --security-opt=systempaths=unconfined --device=/dev/net/tun"
                + " -v /var/lib/mayfly-docker --cgroupns=private");
  }

  @Test
  void aPoolWithoutLimitsHasNone() {
    assertThat(RunOptions.of(YamlPool.with(""))).isEmpty();
  }
}
