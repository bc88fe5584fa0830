package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.fault.ForgeFaults;
import java.time.InstantSource;

/** The objects that the protocols of all dialects share. */
record Parts(
    StandInSettings settings,
    Addresses addresses,
    HostedRepositories repositories,
    ForgeFaults faults,
    RunnerGroups groups,
    RunnerVersions versions,
    RequestQuota rate,
    Apps apps,
    CheckRuns checks) {

  static Parts of(StandInSettings settings, InstantSource clock) {
    ForgeFaults faults = new ForgeFaults(clock);
    HostedRepositories repositories = new HostedRepositories(clock);
    Apps apps = new Apps(settings.apps(), clock);
    return new Parts(
        settings,
        new Addresses(settings.dialect().apiPath()),
        repositories,
        faults,
        new RunnerGroups(repositories),
        new RunnerVersions(clock, faults::deprecatesRunners),
        new RequestQuota(settings.rateLimit(), clock, apps::budgetOf),
        apps,
        new CheckRuns(clock));
  }
}
