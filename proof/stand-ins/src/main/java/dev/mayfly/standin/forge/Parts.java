package dev.mayfly.standin.forge;

import dev.mayfly.standin.forge.fault.ForgeFaults;

/** What the parts of a stand-in share, whatever its dialect. */
record Parts(
    StandInSettings settings,
    Addresses addresses,
    HostedRepositories repositories,
    ForgeFaults faults,
    RequestQuota rate,
    Apps apps) {}
