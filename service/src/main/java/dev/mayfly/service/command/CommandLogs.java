package dev.mayfly.service.command;

import ch.qos.logback.classic.Level;
import io.dropwizard.logging.common.BootstrapLogging;
import java.util.logging.LogManager;

/** The logs of a command whose console belongs to what it prints. */
public final class CommandLogs {

  private CommandLogs() {}

  /** Silences libraries, which speak before the services have configured their logs. */
  public static void silence() {
    LogManager.getLogManager().reset();
    // Jersey would have resources registered by class, and warns of each instance.
    BootstrapLogging.bootstrap(Level.ERROR);
  }
}
