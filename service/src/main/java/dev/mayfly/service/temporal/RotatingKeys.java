package dev.mayfly.service.temporal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A client's certificate and key, read from their files for each connection: PEM, the key as
 * PKCS#8. While they cannot be read, as in the middle of being written, the last ones stand.
 */
final class RotatingKeys extends X509ExtendedKeyManager {

  private static final String ALIAS = "client";

  private final Path certificates;
  private final Path key;
  private volatile Pair last;

  private record Pair(List<X509Certificate> chain, PrivateKey key) {}

  /**
   * @throws IOException when a file cannot be read.
   * @throws GeneralSecurityException when it holds something else.
   */
  RotatingKeys(Path certificates, Path key) throws IOException, GeneralSecurityException {
    this.certificates = certificates;
    this.key = key;
    this.last = read();
  }

  private Pair read() throws IOException, GeneralSecurityException {
    try (InputStream pem = Files.newInputStream(certificates)) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
              .map(X509Certificate.class::cast)
              .toList();
      return new Pair(chain, privateKey(Files.readString(key, US_ASCII)));
    }
  }

  private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    String body = pem.replaceAll("-----[A-Z ]+-----", "");
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException another) {
        // The next one may be it; else it is told below.
      }
    }
    throw new InvalidKeySpecException("the key is neither RSA nor EC as PKCS#8");
  }

  @Override
  public String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    try {
      last = read();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      // The last one stands.
    }
    return ALIAS;
  }

  @Override
  public String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineClientAlias(types, issuers, null);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return last.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return last.key();
  }

  @Override
  public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
