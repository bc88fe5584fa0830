package dev.mayfly.acceptance.company;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A company's own certificate authority, made by the JDK's keytool. */
final class Authority {

  static final String NAME = "CN=Acme Root CA";

  private static final Path HOME = Path.of(System.getProperty("java.home"));
  private static final String PASSWORD = "changeit";

  private final Path store;
  private final Path trustStore;

  /**
   * @param hosts the names that its one certificate is for.
   */
  Authority(Path directory, Collection<String> hosts) throws Exception {
    this.store = directory.resolve("authority.p12");
    this.trustStore = directory.resolve("trust-store");
    String names = hosts.stream().map("dns:"::concat).collect(Collectors.joining(","));
    key("ca", NAME, "-ext", "bc:c");
    key("server", "CN=server.acme.internal", "-signer", "ca", "-ext", "san=" + names);
    Path certificate = directory.resolve("acme-ca.crt");
    keytool(store, "-exportcert", "-alias", "ca", "-rfc", "-file", certificate.toString());
    // As docs/proxy.md says.
    Files.copy(HOME.resolve("lib/security/cacerts"), trustStore);
    keytool(
        trustStore, "-importcert", "-noprompt", "-alias", "acme", "-file", certificate.toString());
  }

  private void key(String alias, String name, String... more) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", name));
    words.addAll(List.of("-validity", "2", "-keypass", PASSWORD));
    words.addAll(List.of(more));
    keytool(store, words.toArray(String[]::new));
  }

  private static void keytool(Path store, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/keytool").toString()));
    command.addAll(Arrays.asList(words));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  /** Returns what a JVM is told to trust it by, beside all others. */
  String trustOption() {
    return "-Djavax.net.ssl.trustStore=" + trustStore;
  }

  /** Returns the certificate that it issued, with its key. */
  SSLContext server() throws Exception {
    char[] password = PASSWORD.toCharArray();
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      all.load(in, password);
    }
    all.deleteEntry("ca");
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(all, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
