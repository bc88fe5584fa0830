package dev.mayfly.service.temporal;

import static java.util.Objects.requireNonNull;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.ClientConfigTLS;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API key, or the client's certificate and key, as their files have them now. The SDK's own
 * options read each once; a key is wanted for every call, a certificate for every connection, which
 * the SDK makes anew each minute.
 */
final class TemporalCredentials {

  private final ClientConfigProfile profile;
  private final Optional<Supplier<String>> apiKey;

  /**
   * @param apiKey asked for each call; empty: the profile's own, if it has one.
   */
  TemporalCredentials(ClientConfigProfile profile, Optional<Supplier<String>> apiKey) {
    this.profile = profile;
    this.apiKey = apiKey;
  }

  /** Returns the profile's options to go on with, so that what is replaced on disk counts. */
  WorkflowServiceStubsOptions.Builder on(WorkflowServiceStubsOptions fixed) {
    WorkflowServiceStubsOptions.Builder options = WorkflowServiceStubsOptions.newBuilder(fixed);
    apiKey.ifPresent(
        key -> {
          options.addApiKey(key::get);
          options.setEnableHttps(fixed.getSslContext() == null && !isOff(profile.getTls()));
        });
    @Nullable ClientConfigTLS tls = profile.getTls();
    if (tls != null && !isOff(tls) && hasFiles(tls)) {
      options.setSslContext(rotating(tls));
    }
    return options;
  }

  private static boolean isOff(@Nullable ClientConfigTLS tls) {
    return tls != null && Boolean.TRUE.equals(tls.isDisabled());
  }

  private static boolean hasFiles(ClientConfigTLS tls) {
    return isGiven(tls.getClientCertPath()) && isGiven(tls.getClientKeyPath());
  }

  private static boolean isGiven(@Nullable String path) {
    return path != null && !path.isEmpty();
  }

  private static SslContext rotating(ClientConfigTLS tls) {
    try {
      RotatingKeys keys =
          new RotatingKeys(
              Path.of(requireNonNull(tls.getClientCertPath())),
              Path.of(requireNonNull(tls.getClientKeyPath())));
      return trusting(GrpcSslContexts.forClient().keyManager(keys), tls).build();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Temporal's certificate or key cannot be used: " + e.getMessage(), e);
    }
  }

  private static SslContextBuilder trusting(SslContextBuilder context, ClientConfigTLS tls) {
    if (Boolean.TRUE.equals(tls.isDisableHostVerification())) {
      return context.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    if (isGiven(tls.getServerCACertPath())) {
      return context.trustManager(new File(requireNonNull(tls.getServerCACertPath())));
    }
    byte @Nullable [] authority = tls.getServerCACertData();
    return authority == null || authority.length == 0
        ? context
        : context.trustManager(new ByteArrayInputStream(authority));
  }
}
