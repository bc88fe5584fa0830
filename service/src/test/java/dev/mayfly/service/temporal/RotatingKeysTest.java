package dev.mayfly.service.temporal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates made by the JDK's keytool, as PEM. */
class RotatingKeysTest {

  @TempDir Path directory;

  @Test
  void anotherCertificateCountsForTheNextConnectionAndTheLastOneStandsWhileThereIsNone()
      throws Exception {
    write("first", "RSA");
    RotatingKeys keys = new RotatingKeys(file("certificate"), file("key"));
    assertThat(subject(keys)).isEqualTo("CN=first");

    write("second", "EC");
    assertThat(subject(keys)).isEqualTo("CN=second");
    assertThat(keys.getPrivateKey("client").getAlgorithm()).isEqualTo("EC");

    Files.writeString(file("key"), "");
    assertThat(subject(keys)).isEqualTo("CN=second");
  }

  private static String subject(RotatingKeys keys) {
    String alias = keys.chooseEngineClientAlias(new String[] {"EC"}, null, null);
    return keys.getCertificateChain(alias)[0].getSubjectX500Principal().getName();
  }

  private Path file(String name) {
    return directory.resolve(name + ".pem");
  }

  private void write(String name, String algorithm)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = directory.resolve(name + ".p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-alias",
                "it",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name)
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore read = KeyStore.getInstance("PKCS12");
    try (InputStream bytes = Files.newInputStream(store)) {
      read.load(bytes, "changeit".toCharArray());
    }
    pem("certificate", "CERTIFICATE", read.getCertificate("it").getEncoded());
    pem("key", "PRIVATE KEY", read.getKey("it", "changeit".toCharArray()).getEncoded());
  }

  private void pem(String name, String kind, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    Files.writeString(
        file(name), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }
}
