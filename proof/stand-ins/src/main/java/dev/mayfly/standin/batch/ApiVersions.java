package dev.mayfly.standin.batch;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions of Batch's data plane, by the page "Batch Service REST API Versioning". What is not
 * among them is refused with the error that Azure/azure-batch-software-entitlement shows for it
 * (its REST API, "Entitlement Release", "Response 400").
 */
final class ApiVersions {

  private static final Set<String> SERVED =
      Set.of(
          "2025-06-01",
          "2024-07-01.20.0",
          "2024-02-01.19.0",
          "2023-11-01.18.0",
          "2023-05-01.17.0",
          "2022-10-01.16.0",
          "2022-01-01.15.0",
          "2021-06-01.14.0",
          "2020-09-01.12.0",
          "2020-03-01.11.0",
          "2019-08-01.10.0",
          "2019-06-01.9.0",
          "2018-12-01.8.0",
          "2018-08-01.7.0",
          "2018-03-01.6.1");

  // Removed by April 2021 (page "Batch API lifecycle and status"): their requests fail. The code is
  // the one that "Batch Status and Error Codes" has; that it is theirs is a guess.
  private static final Set<String> REMOVED =
      Set.of(
          "2017-09-01.6.0",
          "2017-06-01.5.1",
          "2017-05-01.5.0",
          "2017-01-01.4.0",
          "2016-07-01.3.1",
          "2016-02-01.3.0",
          "2015-12-01.2.2",
          "2015-11-01.2.1",
          "2015-06-01.2.0",
          "2015-03-01.1.1");

  private static final String PARAMETER = "api-version";

  private ApiVersions() {}

  /**
   * @throws BatchError when it is none that Batch answers.
   */
  static void check(@Nullable String version) {
    if (version == null) {
      throw new BatchError(
              400,
              "MissingRequiredQueryParameter",
              "A query parameter that's mandatory for this request is not specified.")
          .with("QueryParameterName", PARAMETER);
    }
    if (REMOVED.contains(version)) {
      throw new BatchError(
          400, "UnsupportedRequestVersion", "The specified request version is not supported.");
    }
    if (!SERVED.contains(version)) {
      throw BatchError.invalidParameter(PARAMETER, "The specified api version string is invalid.")
          .with("QueryParameterValue", version);
    }
  }
}
