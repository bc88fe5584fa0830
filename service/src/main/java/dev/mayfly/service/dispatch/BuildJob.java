package dev.mayfly.service.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/**
 * A job of an Azure DevOps pipeline's run, as its agentless job names it. Azure DevOps numbers a
 * job only once it waits for an agent; this is what is known before, and it is the request's key.
 *
 * @param project the project's name.
 * @param build the run's number, {@code Build.BuildId}.
 * @param job the job's identifier in the run: {@code build}, {@code stage.build} in a stage of that
 *     name, with the leg of its matrix behind it.
 * @param attempt {@code System.StageAttempt}, from 1.
 */
public record BuildJob(String project, long build, String job, int attempt) {

  /**
   * The number that its life has: the same for the same job whatever the letters' case. 63 bits of
   * SHA-256, so two of a million lives meet with a chance of 1 to 18 million.
   */
  public long id() {
    String key = String.join("\n", project, Long.toString(build), job, Integer.toString(attempt));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.toLowerCase(Locale.ROOT).getBytes(UTF_8));
      return Math.max(1, ByteBuffer.wrap(digest).getLong() & Long.MAX_VALUE);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
