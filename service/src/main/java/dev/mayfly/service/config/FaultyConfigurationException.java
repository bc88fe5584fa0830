package dev.mayfly.service.config;

import io.dropwizard.configuration.ConfigurationException;
import java.util.Collection;

/**
 * A service's configuration cannot be used; the message has every fault of every file, each with
 * its path.
 */
public final class FaultyConfigurationException extends ConfigurationException {

  private static final long serialVersionUID = 1L;

  FaultyConfigurationException(String file, Collection<String> faults) {
    super(file, faults);
  }
}
