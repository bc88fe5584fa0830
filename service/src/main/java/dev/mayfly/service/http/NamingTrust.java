package dev.mayfly.service.http;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom the JVM trusts, and names the certificate where that is nobody's. */
final class NamingTrust extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager jvm;

  NamingTrust(X509ExtendedTrustManager jvm) {
    this.jvm = jvm;
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private static void named(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run();
    } catch (CertificateException e) {
      // What else may be wrong with it, such as its end, the JVM says well enough.
      throw e.getCause() instanceof CertPathBuilderException && chain.length > 0
          ? new UntrustedCertificateException(chain, e)
          : e;
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    named(chain, () -> jvm.checkServerTrusted(chain, type));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    named(chain, () -> jvm.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    named(chain, () -> jvm.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    jvm.checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    jvm.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    jvm.checkClientTrusted(chain, type, engine);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jvm.getAcceptedIssuers();
  }
}
