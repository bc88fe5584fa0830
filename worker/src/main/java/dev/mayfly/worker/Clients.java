package dev.mayfly.worker;

import com.codahale.metrics.MetricRegistry;
import dev.mayfly.service.http.ClockSkew;
import dev.mayfly.service.metrics.Measure;
import dev.mayfly.service.metrics.Meters;
import dev.mayfly.service.temporal.TemporalConnection;
import dev.mayfly.worker.batch.AzureBatchClient;
import dev.mayfly.worker.forge.AzureDevOpsClient;
import dev.mayfly.worker.forge.ForgeApi;
import dev.mayfly.worker.forge.ForgeClient;
import dev.mayfly.worker.forge.auth.ForgeSignIn;
import dev.mayfly.worker.forge.http.RequestLimiter;
import dev.mayfly.worker.http.ProxySignIn;
import dev.mayfly.worker.sweep.ForgeSweep;
import dev.mayfly.worker.sweep.SeenRepositories;
import dev.mayfly.worker.sweep.TemporalLives;
import dev.mayfly.workflows.fleet.Forge;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** The clients of the worker and its commands, by its configuration. */
final class Clients {

  // Below the steps' start-to-close, so that a call that hangs is classified here.
  static final Duration TEMPORAL_CALL = Duration.ofSeconds(10);
  private static final Duration BATCH_CALL = Duration.ofSeconds(10);
  private static final Duration ENTRA_CALL = Duration.ofSeconds(10);

  private Clients() {}

  static TemporalConnection temporal(WorkerConfiguration configuration) {
    return new TemporalConnection(configuration.temporal(), System.getenv(), TEMPORAL_CALL);
  }

  static AzureBatchClient batch(
      WorkerConfiguration configuration,
      MetricRegistry metrics,
      InstantSource clock,
      ClockSkew skew) {
    return new AzureBatchClient(
        configuration.batch().client(),
        configuration.batchSignIn(),
        BATCH_CALL,
        clock,
        timing("batch", metrics, skew));
  }

  static Map<String, ForgeApi> forges(
      WorkerConfiguration configuration,
      MetricRegistry metrics,
      InstantSource clock,
      ClockSkew skew) {
    OkHttpClient http =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .proxyAuthenticator(new ProxySignIn())
            .addInterceptor(timing("forge", metrics, skew))
            .build();
    Map<String, ForgeApi> clients = new LinkedHashMap<>();
    configuration
        .fleet()
        .forges()
        .forEach(
            (name, forge) ->
                clients.put(
                    name,
                    forge(
                        http,
                        forge,
                        configuration.signIn(name, ENTRA_CALL, clock),
                        limiter(name, forge, configuration, metrics, clock),
                        clock)));
    return clients;
  }

  private static Interceptor timing(String system, MetricRegistry metrics, ClockSkew skew) {
    Meters meters = Meters.of(metrics);
    return chain -> {
      long begun = System.nanoTime();
      Response answer = chain.proceed(chain.request());
      meters.time(Measure.REQUEST_SECONDS, Duration.ofNanos(System.nanoTime() - begun), system);
      skew.saw(chain.request().url().uri().getAuthority(), answer.headers().getInstant("Date"));
      return answer;
    };
  }

  private static ForgeApi forge(
      OkHttpClient http,
      Forge forge,
      ForgeSignIn signIn,
      RequestLimiter limiter,
      InstantSource clock) {
    return forge.type() == Forge.Type.AZURE_DEVOPS
        ? new AzureDevOpsClient(http, forge, signIn.azureDevOps(), limiter.shown(), clock)
        : new ForgeClient(http, forge, signIn, limiter, clock);
  }

  private static RequestLimiter limiter(
      String name,
      Forge forge,
      WorkerConfiguration configuration,
      MetricRegistry metrics,
      InstantSource clock) {
    boolean registrationsLimited =
        forge.type() == Forge.Type.GITHUB || forge.type() == Forge.Type.GHES;
    return new RequestLimiter(
        name, configuration.watch().requestsPerHour(), registrationsLimited, metrics, clock);
  }

  static Map<String, ForgeSweep> sweeps(
      WorkerConfiguration configuration,
      Map<String, ForgeApi> forges,
      AzureBatchClient batch,
      TemporalLives lives,
      SeenRepositories seen,
      InstantSource clock) {
    Map<String, ForgeSweep> sweeps = new LinkedHashMap<>();
    forges.forEach(
        (name, client) ->
            sweeps.put(
                name,
                ForgeSweep.of(
                    name,
                    configuration.fleet(),
                    configuration.sweep(name),
                    client,
                    batch,
                    lives,
                    seen,
                    clock)));
    return sweeps;
  }
}
