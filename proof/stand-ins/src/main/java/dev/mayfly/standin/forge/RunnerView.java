package dev.mayfly.standin.forge;

import java.util.List;

/** A registration as it was when it was looked at. */
public record RunnerView(
    long id, String scope, String name, List<String> labels, boolean online, boolean busy) {

  static RunnerView of(Runner runner, boolean online) {
    return new RunnerView(
        runner.id, runner.scope.toString(), runner.name, runner.labels, online, runner.isBusy());
  }
}
