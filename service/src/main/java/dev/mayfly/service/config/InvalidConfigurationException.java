package dev.mayfly.service.config;

import io.dropwizard.configuration.ConfigurationException;
import java.util.Collection;

/**
 * A service's configuration cannot be used; the message has every error of every file, each with
 * its path.
 */
public final class InvalidConfigurationException extends ConfigurationException {

  private static final long serialVersionUID = 1L;

  InvalidConfigurationException(String file, Collection<String> errors) {
    super(file, errors);
  }
}
