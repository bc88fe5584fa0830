package dev.mayfly.service.secret;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Follows a reference to a secret; its messages name the reference, never a value. */
public final class SecretDeserializer extends StdDeserializer<Secret> {

  private static final long serialVersionUID = 1L;
  private static final String EXPECTED =
      "expected {env: NAME}, {file: PATH} or {keyvault: NAME}; a secret is never written into a"
          + " configuration file";
  // What Key Vault allows.
  private static final Pattern VAULT_NAME = Pattern.compile("[0-9A-Za-z-]{1,127}");

  private final transient Path directory;
  private final transient Function<String, @Nullable String> environment;
  private final transient Function<String, Secret> vault;
  private final transient Consumer<Path> files;

  /**
   * @param vault gives secrets by name; refuses by an {@link IllegalArgumentException} that says
   *     why.
   * @param files is told of every file that holds a secret.
   */
  public SecretDeserializer(
      Path directory,
      Function<String, @Nullable String> environment,
      Function<String, Secret> vault,
      Consumer<Path> files) {
    super(Secret.class);
    this.directory = directory;
    this.environment = environment;
    this.vault = vault;
    this.files = files;
  }

  @Override
  public Secret deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    JsonNode node = parser.readValueAsTree();
    if (node.size() != 1 || !node.isObject()) {
      throw JsonMappingException.from(parser, EXPECTED);
    }
    if (node.path("env").isTextual()) {
      return fromEnvironment(parser, node.path("env").asText());
    }
    if (node.path("file").isTextual()) {
      return fromFile(parser, directory.resolve(node.path("file").asText()));
    }
    if (node.path("keyvault").isTextual()) {
      return fromVault(parser, node.path("keyvault").asText());
    }
    throw JsonMappingException.from(parser, EXPECTED);
  }

  private Secret fromVault(JsonParser parser, String name) throws IOException {
    if (!VAULT_NAME.matcher(name).matches()) {
      throw JsonMappingException.from(
          parser, "keyvault: expected a secret's name, up to 127 of the characters 0-9 A-Z a-z -");
    }
    try {
      return vault.apply(name);
    } catch (IllegalArgumentException e) {
      throw JsonMappingException.from(parser, e.getMessage());
    }
  }

  private Secret fromEnvironment(JsonParser parser, String name) throws IOException {
    String value = environment.apply(name);
    if (value == null || value.isEmpty()) {
      throw JsonMappingException.from(
          parser, "environment variable " + name + " is " + (value == null ? "not set" : "empty"));
    }
    return Secret.of(value);
  }

  private Secret fromFile(JsonParser parser, Path file) throws IOException {
    try {
      Secret secret = Secret.ofFile(file);
      files.accept(file);
      return secret;
    } catch (IOException e) {
      throw JsonMappingException.from(
          parser, "cannot read file " + file + " (" + e.getClass().getSimpleName() + ")");
    } catch (IllegalArgumentException e) {
      throw JsonMappingException.from(parser, "file " + file + " is empty");
    }
  }
}
