package dev.mayfly.worker.batch;

import com.google.common.base.Suppliers;
import com.microsoft.azure.AzureResponseBuilder;
import com.microsoft.azure.batch.protocol.BatchServiceClient;
import com.microsoft.azure.batch.protocol.implementation.BatchServiceClientImpl;
import com.microsoft.azure.serializer.AzureJacksonAdapter;
import com.microsoft.rest.RestClient;
import com.microsoft.rest.RestException;
import com.microsoft.rest.credentials.ServiceClientCredentials;
import com.microsoft.rest.protocol.ResponseBuilder;
import com.microsoft.rest.protocol.SerializerAdapter;
import com.microsoft.rest.retry.ExponentialBackoffRetryStrategy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import retrofit2.Retrofit;

/**
 * Microsoft's azure-batch client as Mayfly needs it: with time-outs, without retries of its own,
 * usable on JDK 17.
 *
 * <p>It is the client's protocol layer, to be called with options that hold no UUID: the layer
 * above puts one there, and the client's validator then reflects into java.util, which JDK 17
 * refuses (Azure/azure-sdk-for-java#27806, won't be fixed). So the request id is our own
 * interceptor's.
 */
final class VendorConnection implements AutoCloseable {

  private final Supplier<RestClient> rest;
  private final Supplier<BatchServiceClient> batch;

  /**
   * @param http from {@link BatchHttp#builder}.
   * @param callTimeout the same as there: the client forgets it.
   */
  VendorConnection(
      String url,
      OkHttpClient.Builder http,
      ServiceClientCredentials signIn,
      Duration callTimeout) {
    long third = callTimeout.toMillis() / 3;
    this.rest =
        Suppliers.memoize(
            () ->
                new RestClient.Builder(http, new Retrofit.Builder())
                    .withBaseUrl(url)
                    .withCredentials(signIn)
                    .withSerializerAdapter(new AzureJacksonAdapter())
                    .withResponseBuilderFactory(new ThrowingOn404())
                    .withConnectionTimeout(third, TimeUnit.MILLISECONDS)
                    .withReadTimeout(third, TimeUnit.MILLISECONDS)
                    .withRetryStrategy(new ExponentialBackoffRetryStrategy(0, 0, 0, 0))
                    .build());
    this.batch = Suppliers.memoize(() -> new BatchServiceClientImpl(rest.get()).withBatchUrl(url));
  }

  /** Makes the client for the first request: its classes took a sixth of a worker's start. */
  BatchServiceClient batch() {
    return batch.get();
  }

  @Override
  public void close() {
    rest.get().close();
  }

  /** The stock factory turns a 404 into null, and a missing task into a NullPointerException. */
  private static final class ThrowingOn404 implements ResponseBuilder.Factory {

    private final AzureResponseBuilder.Factory stock = new AzureResponseBuilder.Factory();

    @Override
    public <T, E extends RestException> ResponseBuilder<T, E> newInstance(
        SerializerAdapter<?> adapter) {
      return stock.<T, E>newInstance(adapter).withThrowOnGet404(true);
    }
  }
}
