package dev.mayfly.service.config;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mayfly.service.secret.KeyVaultSettings;
import dev.mayfly.service.secret.Secret;
import dev.mayfly.service.secret.SecretDeserializer;
import dev.mayfly.service.secret.VaultReferences;
import dev.mayfly.service.secret.VaultSecrets;
import dev.mayfly.workflows.cost.Prices;
import io.dropwizard.configuration.ConfigurationFactory;
import io.dropwizard.configuration.ConfigurationSourceProvider;
import jakarta.validation.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a service's file and the common file that it names, and refuses both together with every
 * error that either has: unknown keys, values of the wrong kind, broken constraints, secrets that
 * are not there. Nothing is substituted in the text and no system property overrides it.
 */
public final class StrictConfigurationFactory<C extends StrictConfiguration>
    implements ConfigurationFactory<C> {

  // YAML 1.2, section 6.1: no tab indents. The parser says where, in words that name none.
  private static final Pattern TAB =
      Pattern.compile("'\\\\t\\(TAB\\)'.*\\bline (\\d+),", Pattern.DOTALL);

  private final Class<C> type;
  private final Validator validator;
  private final ObjectMapper base;
  private final Function<String, @Nullable String> environment;
  private final Function<KeyVaultSettings, VaultSecrets> vaults;
  private final AtomicReference<VaultSecrets> vault = new AtomicReference<>();
  private final Set<Path> secrets = new LinkedHashSet<>();

  public StrictConfigurationFactory(
      Class<C> type,
      Validator validator,
      ObjectMapper mapper,
      Function<String, @Nullable String> environment) {
    this(type, validator, mapper, environment, VaultSecrets::of);
  }

  /**
   * @param vaults opens the vault that a file names.
   */
  public StrictConfigurationFactory(
      Class<C> type,
      Validator validator,
      ObjectMapper mapper,
      Function<String, @Nullable String> environment,
      Function<KeyVaultSettings, VaultSecrets> vaults) {
    this.type = type;
    this.validator = validator;
    this.base = mapper;
    this.environment = environment;
    this.vaults = vaults;
  }

  @Override
  public C build() throws InvalidConfigurationException {
    throw new InvalidConfigurationException(
        "the configuration", List.of("name the configuration file: a service has no default one"));
  }

  @Override
  public C build(ConfigurationSourceProvider provider, String path)
      throws InvalidConfigurationException {
    ConfigurationErrors errors = new ConfigurationErrors();
    Optional<C> read = Optional.empty();
    try {
      read = read(provider, path, type, errors);
    } catch (IOException e) {
      errors.add(unreadable(path, e));
    }
    read.ifPresent(
        configuration ->
            configuration.check(
                (where, message) ->
                    errors.addUnlessEcho(new ConfigurationError(path, where, message))));
    if (!errors.isEmpty() || read.isEmpty()) {
      throw new InvalidConfigurationException(path, errors.messages());
    }
    read.get().take(vault.get());
    read.get().take(secrets);
    LogDefaults.quieten(read.get());
    return read.get();
  }

  /** Reads a file of prices by itself. */
  public Prices prices(ConfigurationSourceProvider provider, String path)
      throws InvalidConfigurationException {
    ConfigurationErrors errors = new ConfigurationErrors();
    Optional<Prices> read = Optional.empty();
    try {
      read = new Includes<>(Included.PRICES, new Place(provider, "", base, errors)).file(path);
    } catch (IOException e) {
      errors.add(unreadable(path, e));
    }
    if (!errors.isEmpty() || read.isEmpty()) {
      throw new InvalidConfigurationException(path, errors.messages());
    }
    return read.get();
  }

  private static ConfigurationError unreadable(String path, IOException e) {
    return new ConfigurationError(
        path, "", "cannot be read (" + e.getClass().getSimpleName() + ")");
  }

  private <T> Optional<T> read(
      ConfigurationSourceProvider provider, String path, Class<T> kind, ConfigurationErrors errors)
      throws IOException {
    Path directory = requireNonNullElse(Path.of(path).getParent(), Path.of(""));
    JsonNode tree;
    try (InputStream input = provider.open(path)) {
      tree = yaml(base, input);
    } catch (JsonProcessingException e) {
      errors.add(new ConfigurationError(path, "", "is not YAML: " + oneLine(e)));
      return Optional.empty();
    }
    ObjectMapper mapper = mapper(directory, references(directory, tree));
    if (!Included.isOne(kind)) {
      ServerDefaults.addTo(tree);
      SimpleModule files = new SimpleModule("references");
      include(Included.FLEET, files, new Place(provider, path, mapper, errors));
      include(Included.PRICES, files, new Place(provider, path, mapper, errors));
      mapper = mapper.copy().registerModule(files);
    }
    return new StrictReader(path, NodePath.ROOT, mapper, validator, errors).read(tree, kind);
  }

  private <T> void include(Included<T> what, SimpleModule files, Place place) {
    files.addDeserializer(
        what.type(), new IncludedDeserializer<>(what, new Includes<>(what, place)));
  }

  /** The place of what is included: the file that names it, and where errors go. */
  private record Place(
      ConfigurationSourceProvider provider,
      String path,
      ObjectMapper mapper,
      ConfigurationErrors errors) {}

  /** Those that a service's file names, or has in itself. */
  private final class Includes<T> implements IncludedDeserializer.Source<T> {

    private final Included<T> what;
    private final Place place;

    Includes(Included<T> what, Place place) {
      this.what = what;
      this.place = place;
    }

    @Override
    public Optional<T> file(String name) throws IOException {
      String file = Path.of(place.path()).resolveSibling(name).toString();
      return checked(read(place.provider(), file, what.type(), place.errors()), file, "");
    }

    @Override
    public Optional<T> section(JsonNode tree) {
      NodePath here = NodePath.ROOT.then(what.key());
      StrictReader reader =
          new StrictReader(place.path(), here, place.mapper(), validator, place.errors());
      return checked(reader.read(tree, what.type()), place.path(), here + ".");
    }

    private Optional<T> checked(Optional<T> found, String file, String section) {
      // Entries that could not be read are not counted, so the rules could not name the right
      // place.
      if (found.isPresent() && !place.errors().hasAt(file, section + what.entries())) {
        what.rules()
            .accept(
                found.get(),
                (where, message) ->
                    place
                        .errors()
                        .addUnlessEcho(new ConfigurationError(file, section + where, message)));
      }
      return found;
    }
  }

  private VaultReferences references(Path directory, JsonNode tree) {
    VaultReferences none = VaultReferences.none("is not for the vault's own section");
    VaultReferences found =
        VaultReferences.of(mapper(directory, none), tree.path("keyVault"), vaults);
    VaultSecrets opened = found.vault();
    if (opened != null) {
      vault.set(opened);
    }
    return found;
  }

  private ObjectMapper mapper(Path directory, VaultReferences references) {
    return base.copy()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.SKIP))
        .registerModule(
            new SimpleModule("strict")
                .addDeserializer(Duration.class, new DurationDeserializer())
                .addDeserializer(URI.class, new WebAddressDeserializer())
                .addDeserializer(
                    Secret.class,
                    new SecretDeserializer(directory, environment, references, secrets::add)));
  }

  private static JsonNode yaml(ObjectMapper mapper, InputStream input) throws IOException {
    YAMLFactory yaml = new YAMLFactory();
    try (JsonParser parser =
        yaml.createParser(input).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)) {
      // An amount of money is what is written.
      JsonNode tree =
          mapper.reader(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).readTree(parser);
      return requireNonNullElse(tree, MissingNode.getInstance());
    }
  }

  private static String oneLine(JsonProcessingException e) {
    String all = e.getOriginalMessage();
    Matcher tab = TAB.matcher(all);
    if (tab.find()) {
      return "a tab at the beginning of a line; indent with spaces (line " + tab.group(1) + ")";
    }
    String where = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
    return all.lines().findFirst().orElse("cannot be parsed") + where;
  }
}
