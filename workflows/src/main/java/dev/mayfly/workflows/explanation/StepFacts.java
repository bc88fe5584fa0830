package dev.mayfly.workflows.explanation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The facts that Temporal tells of the steps that a life waits for: what their last try met, and
 * what the watcher saw last.
 *
 * @param failure what the last try to make the newest runner met; absent: none has failed.
 * @param isLimited whether that was the forge's limit.
 * @param limitedUntil until when it lasts; absent: that is not known.
 * @param prepares whether the newest runner's node still prepares its container; absent: not known.
 * @param isOffline whether the newest runner is registered at the forge, and not connected.
 */
public record StepFacts(
    @Nullable String failure,
    boolean isLimited,
    @Nullable Instant limitedUntil,
    @Nullable Boolean prepares,
    boolean isOffline) {}
