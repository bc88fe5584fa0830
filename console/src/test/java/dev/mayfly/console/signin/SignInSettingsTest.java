package dev.mayfly.console.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.console.ConsoleApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are refused, with the field and what to write. */
class SignInSettingsTest {

  @TempDir Path directory;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(directory.resolve("long"), "long-has-16-characters");
    Files.writeString(directory.resolve("short"), "short");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{secrets: {a: {secret: {file: long}, roles: [reader]}}} | signIn.addresses: is required",
        "{addresses: ['http://mayfly.example.com'], secrets: {a: {secret: {file: long}, roles: [reader]}}} | signIn.addresses[0]: expected https://",
        "{addresses: ['https://mayfly.example.com/console'], secrets: {a: {secret: {file: long}, roles: [reader]}}} | signIn.addresses[0]: expected https://",
        "{addresses: ['https://mayfly.example.com']} | signIn: expected secrets, oidc or both",
        "{addresses: ['https://a.example'], secrets: {a: {secret: {file: short}, roles: [reader]}}} | signIn.secrets.a: must have at least 16 characters",
        "{addresses: ['https://a.example'], secrets: {a: {secret: {file: long}}}} | signIn.secrets.a.roles: is required",
        "{addresses: ['https://a.example'], secrets: {a: {secret: {file: long}, roles: [admin]}}} | signIn.secrets.a.roles[0]",
        "{addresses: ['https://a.example'], secrets: {a: {secret: in-clear, roles: [reader]}}} | never written into a configuration file",
        "{addresses: ['https://a.example'], oidc: {issuer: 'http://a.example', clientId: a, clientSecret: {file: long}}} | signIn.oidc.issuer: must begin with https://",
        "{addresses: ['https://a.example'], oidc: {issuer: 'https://login.microsoftonline.com/common/v2.0', clientId: a, clientSecret: {file: long}}} | in place of common",
        "{addresses: ['https://a.example'], oidc: {issuer: 'https://a.example'}} | signIn.oidc.clientSecret: is required"
      })
  void aWrongSectionIsRefusedWithItsField(String signIn, String error) throws Exception {
    String file = GuardedConsole.file(directory, "signIn: " + signIn);

    assertThatThrownBy(() -> new ConsoleApplication().start(file))
        .hasMessageContaining(error)
        .hasMessageNotContaining("long-has");
  }

  @Test
  void withoutSignInAConnectorThatOthersReachIsRefused() throws Exception {
    for (String server :
        new String[] {
          "{type: simple, connector: {type: http, port: 0}}",
          "{applicationConnectors: [{type: http, port: 0}]}",
          "{applicationConnectors: [{type: http, port: 0, bindHost: 127.0.0.1}, {type: http, port: 0, bindHost: 0.0.0.0}]}"
        }) {
      Path file = directory.resolve("open.yml");
      Files.writeString(file, "installation: mayfly\nserver: " + server);

      assertThatThrownBy(() -> new ConsoleApplication().start(file.toString()))
          .as(server)
          .hasMessageContaining("server.")
          .hasMessageContaining("nobody signs in, so only this machine may ask");
    }
  }

  @Test
  void noSettingShowsASecret() {
    BearerSettings settings =
        new BearerSettings(
            dev.mayfly.service.secret.Secret.of("long-has-16-characters"),
            java.util.List.of(Role.READER));

    assertThat(settings.toString()).doesNotContain("long-has");
  }
}
