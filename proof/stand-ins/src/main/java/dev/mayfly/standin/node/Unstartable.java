package dev.mayfly.standin.node;

import java.io.IOException;

/** A container that could not be started, with Batch's code for it. */
public final class Unstartable extends IOException {

  private final String code;

  private Unstartable(String code, String message, String why) {
    super(message + (why.isEmpty() ? "" : ": " + why));
    this.code = code;
  }

  /** An image that is not on the node and cannot be pulled (Azure/Batch#49, #122). */
  public static Unstartable image(String why) {
    return new Unstartable(
        "ContainerInvalidImage", "One or more container images specified are invalid", why);
  }

  /** Options that the container engine refuses (Azure/Batch#4; the sentence is a guess). */
  static Unstartable settings(String why) {
    return new Unstartable(
        "ContainerInvalidSettings", "One or more container settings are invalid", why);
  }

  public static Unstartable command(String why) {
    return new Unstartable(
        "CommandProgramNotFound", "The image's command could not be started.", why);
  }

  public String code() {
    return code;
  }
}
