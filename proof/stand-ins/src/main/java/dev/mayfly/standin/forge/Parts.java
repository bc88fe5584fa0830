package dev.mayfly.standin.forge;

/** What the parts of a stand-in share, whatever its dialect. */
record Parts(
    StandInSettings settings,
    Addresses addresses,
    Repositories repositories,
    Faults faults,
    RateLimit rate,
    Apps apps) {}
