package dev.mayfly.service.http;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The authorities whose certificates this process trusts: the JVM's, or those of {@code
 * -Djavax.net.ssl.trustStore}. Every client takes its trust from the JVM's factory, so it is there
 * that a refusal learns to name the certificate ({@link NamingTrust}).
 */
public final class Authorities extends Provider {

  private static final long serialVersionUID = 1L;

  private static final String NAME = "MayflyAuthorities";
  private static final String KIND = "TrustManagerFactory";
  private static final String ALGORITHM = "PKIX"; // the JVM's default

  private Authorities(Provider jvm) {
    super(NAME, "1", "Names the certificates that are not trusted");
    putService(
        new Service(
            this, KIND, ALGORITHM, Factory.class.getName(), List.of("X509", "X.509"), Map.of()) {
          @Override
          public Object newInstance(@Nullable Object unused) throws NoSuchAlgorithmException {
            return new Factory(TrustManagerFactory.getInstance(ALGORITHM, jvm));
          }
        });
  }

  /**
   * Has each client of this process name what it does not trust. To be called before there is one.
   *
   * @throws IllegalArgumentException when the JVM was given a trust store that it cannot use, with
   *     which it would trust nobody.
   */
  public static void use() {
    if (Security.getProvider(NAME) == null) {
      Security.insertProviderAt(
          new Authorities(Security.getProviders(KIND + "." + ALGORITHM)[0]), 1);
    }
    String file = System.getProperty("javax.net.ssl.trustStore");
    if (file != null && known() == 0) {
      throw new IllegalArgumentException(
          "the trust store "
              + file
              + " cannot be read, or has no authority in it, so nobody would be trusted: correct"
              + " javax.net.ssl.trustStore, and for a file with a password"
              + " javax.net.ssl.trustStorePassword (JAVA_TOOL_OPTIONS)");
    }
  }

  private static long known() {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance(ALGORITHM);
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .mapToLong(manager -> ((X509TrustManager) manager).getAcceptedIssuers().length)
          .sum();
    } catch (KeyStoreException | NoSuchAlgorithmException unusable) {
      return 0;
    }
  }

  /** The JVM's own factory, with managers that name what they refuse. */
  private static final class Factory extends TrustManagerFactorySpi {

    private final TrustManagerFactory jvm;

    Factory(TrustManagerFactory jvm) {
      this.jvm = jvm;
    }

    @Override
    protected void engineInit(@Nullable KeyStore store) throws KeyStoreException {
      jvm.init(store);
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters)
        throws InvalidAlgorithmParameterException {
      jvm.init(parameters);
    }

    @Override
    protected TrustManager[] engineGetTrustManagers() {
      return Arrays.stream(jvm.getTrustManagers())
          .map(
              manager ->
                  manager instanceof X509ExtendedTrustManager x509
                      ? new NamingTrust(x509)
                      : manager)
          .toArray(TrustManager[]::new);
    }
  }
}
