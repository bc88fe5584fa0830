package dev.mayfly.standin.forge.webhook;

/**
 * The outcomes of all deliveries of {@code workflow_job} so far.
 *
 * @param events what there was to tell.
 * @param sent how often something set out to the webhook, copies included.
 * @param repeated how many of these were a second copy.
 * @param renamed how many of the copies had a GUID of their own.
 * @param lost how many events never set out and are on record as failed.
 * @param vanished how many never became a delivery, so that nothing is on record.
 * @param overtaken how many set out after a later event of the same job.
 * @param refused how many were answered with an error, or not at all.
 * @param waiting how many have not been answered yet, held ones included.
 */
public record DeliveryCounts(
    int events,
    int sent,
    int repeated,
    int renamed,
    int lost,
    int vanished,
    int overtaken,
    int refused,
    int waiting) {}
