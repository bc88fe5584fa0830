package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.fault.ForgeFaults;

/** The objects that the protocols of all dialects share. */
record Parts(
    StandInSettings settings,
    Addresses addresses,
    HostedRepositories repositories,
    ForgeFaults faults,
    RunnerGroups groups,
    RunnerVersions versions,
    RequestQuota rate,
    Apps apps) {}
