package dev.mayfly.service.http;

import dev.mayfly.workflows.temporal.OneLine;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** A certificate of an authority that this process does not know, and what to do about it. */
public final class UntrustedCertificateException extends CertificateException {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST_NAME = 200;

  /**
   * @param chain as the other side sent it, its own certificate first.
   */
  UntrustedCertificateException(X509Certificate[] chain, CertificateException cause) {
    super(
        "the certificate of "
            + name(chain[0].getSubjectX500Principal())
            + ", issued by "
            + name(chain[chain.length - 1].getIssuerX500Principal())
            + ", is not trusted: the trust store does not have that authority, which may be a"
            + " company's own, or of a proxy that opens TLS; add its certificate to the trust store"
            + " of this service, see docs/proxy.md",
        cause);
  }

  private static String name(X500Principal principal) {
    return OneLine.of(principal.getName(), LONGEST_NAME);
  }

  /** Returns what is told of such a certificate; empty when a failure has another reason. */
  public static Optional<String> told(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UntrustedCertificateException untrusted) {
        return Optional.ofNullable(untrusted.getMessage());
      }
    }
    return Optional.empty();
  }
}
