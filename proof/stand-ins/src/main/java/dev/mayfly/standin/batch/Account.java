package dev.mayfly.standin.batch;

import dev.mayfly.standin.node.ContainerEngine;
import dev.mayfly.standin.server.Holds;

/** The account: all that it holds, and the clock that moves it on. Its monitor guards it all. */
final class Account {

  final String name;
  private final BatchFaults faults;
  private final Holds holds;
  private final ServiceClock clock;
  private final Jobs jobs;
  private final Tasks tasks;
  private final Nodes nodes;
  private final Pools pools;
  private final Resizes resizes;
  private final Autoscaler autoscaler;

  Account(
      String name,
      ContainerEngine engine,
      BatchStandIn.Settings settings,
      BatchFaults faults,
      Holds holds) {
    this.name = name;
    this.faults = faults;
    this.holds = holds;
    this.clock = new ServiceClock(this);
    this.pools = new Pools(settings, clock);
    this.jobs = new Jobs(this, settings);
    this.tasks = new Tasks(this, new Containers(name, engine), settings, faults, holds);
    this.nodes = new Nodes(this);
    this.resizes = new Resizes(this, settings, faults);
    this.autoscaler = new Autoscaler(this, resizes);
  }

  BatchFaults faults() {
    return faults;
  }

  Holds holds() {
    return holds;
  }

  ServiceClock clock() {
    return clock;
  }

  Jobs jobs() {
    return jobs;
  }

  Tasks tasks() {
    return tasks;
  }

  Nodes nodes() {
    return nodes;
  }

  Pools pools() {
    return pools;
  }

  Resizes resizes() {
    return resizes;
  }

  Autoscaler autoscaler() {
    return autoscaler;
  }

  /** For a JVM that is going down itself. */
  void killNow() {
    synchronized (this) {
      tasks.close();
      tasks.containers().killNow();
    }
  }

  void close() {
    synchronized (this) {
      tasks.close();
      clock.close();
    }
    tasks.containers().close();
  }
}
