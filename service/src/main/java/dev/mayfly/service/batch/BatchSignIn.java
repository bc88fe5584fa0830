package dev.mayfly.service.batch;

import java.net.URI;

/** Where the Batch account is and how the worker signs in there. */
public sealed interface BatchSignIn permits BatchCredentials, EntraSignIn {

  /** {@code https://ACCOUNT.REGION.batch.azure.com}. */
  URI url();
}
