package dev.mayfly.acceptance.docs;

import static dev.mayfly.acceptance.docs.Project.ROOT;
import static dev.mayfly.acceptance.docs.Project.filesBelow;
import static dev.mayfly.acceptance.docs.Project.modules;
import static dev.mayfly.acceptance.docs.Project.read;
import static dev.mayfly.acceptance.docs.Project.readFile;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mayfly.console.ConsoleConfiguration;
import dev.mayfly.console.codec.CodecConfiguration;
import dev.mayfly.console.pages.LinkSettings;
import dev.mayfly.console.signin.BearerSettings;
import dev.mayfly.console.signin.OidcSettings;
import dev.mayfly.gateway.GatewayConfiguration;
import dev.mayfly.gateway.IntakeSettings;
import dev.mayfly.gateway.source.SourceSettings;
import dev.mayfly.serve.ServeConfiguration;
import dev.mayfly.service.config.InvalidConfigurationException;
import dev.mayfly.service.config.ServiceConfiguration;
import dev.mayfly.service.config.StrictConfiguration;
import dev.mayfly.service.config.StrictConfigurationFactory;
import dev.mayfly.service.secret.KeyVaultSettings;
import dev.mayfly.service.temporal.TemporalSettings;
import dev.mayfly.standin.batch.BatchStandInCommand;
import dev.mayfly.standin.forge.StandInSettings;
import dev.mayfly.worker.ForgeCredentials;
import dev.mayfly.worker.ForgeCredentials.AppSettings;
import dev.mayfly.worker.WorkerConfiguration;
import dev.mayfly.worker.WorkerConfiguration.BatchSettings;
import dev.mayfly.worker.WorkerConfiguration.SweepSettings;
import dev.mayfly.worker.WorkerConfiguration.VersionSettings;
import dev.mayfly.worker.WorkerConfiguration.WatchSettings;
import dev.mayfly.workflows.cost.Prices;
import dev.mayfly.workflows.fleet.Deadlines;
import dev.mayfly.workflows.fleet.Fleet;
import dev.mayfly.workflows.fleet.Forge;
import dev.mayfly.workflows.fleet.Pool;
import dev.mayfly.workflows.fleet.ScalingSettings;
import dev.mayfly.workflows.id.Scope;
import dev.mayfly.workflows.life.End;
import dev.mayfly.workflows.life.Outcome;
import dev.mayfly.workflows.life.Phase;
import dev.mayfly.workflows.temporal.OperatorRequest;
import dev.mayfly.workflows.temporal.SearchAttributes;
import io.dropwizard.configuration.FileConfigurationSourceProvider;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.validation.Validators;
import io.temporal.common.SearchAttributeKey;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** README and documentation say all that the classes have, and nothing else. */
class ReadmeTest {

  private static final FileConfigurationSourceProvider FILES =
      new FileConfigurationSourceProvider();

  private static final List<Path> SOURCES =
      modules().flatMap(module -> filesBelow(ROOT.resolve(module).resolve("src"))).toList();

  private static final Pattern KEY = Pattern.compile("(forges|secrets|pools|batch)[.\\[].*");
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]+");

  /** The pages that are held against the classes, one behind the other. */
  private final String pages =
      Stream.of(
              "README.md",
              "docs/getting-started.md",
              "docs/configuration.md",
              "docs/connect.md",
              "docs/operate.md",
              "docs/tour.md")
          .map(page -> "\n" + read(page))
          .collect(Collectors.joining());

  @Test
  void everyKeyOfTheCommonFileHasARow() {
    List<String> keys =
        Stream.of(
                keys("", Fleet.class),
                keys("forges.<forge>.", Forge.class),
                keys("forges.<forge>.scopes[].", Scope.class),
                keys("pools[].", Pool.class),
                keys("pools[].deadlines.", Deadlines.class),
                keys("pools[].scaling.", ScalingSettings.class),
                keys("pools[].scaling.warm[].", ScalingSettings.Warm.class))
            .flatMap(key -> key)
            .map(key -> key.replaceAll("(^pools|scopes|warm)$", "$1[]"))
            .map(key -> key.equals("forges") ? "forges.<forge>" : key)
            .filter(key -> !List.of("pools[].deadlines").contains(key))
            .toList();

    assertThat(firstColumn("## The common file")).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void everyKeyOfThePricesHasARow() {
    List<String> keys =
        Stream.of(
                Stream.of("currency", "nodes[].pools[]", "nodes[].kind", "nodes[].slotsPerNode"),
                keys("nodes[].prices[].", Prices.NodePrice.class),
                keys("forges.<forge>[].", Prices.PlatformRate.class),
                keys("fixed[].", Prices.Fixed.class))
            .flatMap(key -> key)
            .toList();

    assertThat(firstColumn("## Prices, `prices.yml`")).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void everyKeyOfBothServicesHasARow() {
    Stream<String> common =
        keysOf(ServiceConfiguration.class)
            .flatMap(
                key ->
                    key.equals("temporal")
                        ? keys("temporal.", TemporalSettings.class)
                        : Stream.of(key));

    assertThat(firstColumn("## Both services"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    common,
                    keys("keyVault.", KeyVaultSettings.class),
                    Stream.of("server", "logging", "metrics"))
                .flatMap(it -> it)
                .map(key -> key.endsWith("encryptionKeys") ? key + ".<id>" : key)
                .toList());
  }

  @Test
  void everyKeyOfTheGatewaysFileHasARow() {
    Map<String, Class<? extends Record>> sections =
        Map.of("sources", SourceSettings.class, "intake", IntakeSettings.class);
    List<String> keys =
        ownKeys(GatewayConfiguration.class)
            .flatMap(
                key ->
                    sections.containsKey(key) ? keys(key + ".", sections.get(key)) : Stream.of(key))
            .map(key -> key.matches("secrets|.*\\.ranges") ? key + ".<forge>[]" : key)
            .map(key -> key.endsWith("Proxies") ? key + "[]" : key)
            .toList();

    assertThat(firstColumn("## The gateway")).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void everyKeyOfTheFileForBothHasARow() {
    String row = "| `%s` | required | the keys of `%s.yml`: %s |";

    assertThat(firstColumn("## Both in one process"))
        .containsExactlyInAnyOrderElementsOf(keysOf(ServeConfiguration.class).toList());
    assertThat(section("## Both in one process"))
        .contains(row.formatted("gateway", "gateway", listed(GatewayConfiguration.class)))
        .contains(row.formatted("worker", "worker", listed(WorkerConfiguration.class)));
  }

  private static String listed(Class<? extends ServiceConfiguration> root) {
    return ownKeys(root).map(key -> "`" + key + "`").collect(Collectors.joining(", "));
  }

  @Test
  void everyKeyOfTheConsolesFileHasARow() {
    Stream<String> signIn =
        Stream.of(
                Stream.of("signIn.addresses[]"),
                keys("signIn.secrets.<name>.", BearerSettings.class),
                keys("signIn.oidc.", OidcSettings.class))
            .flatMap(it -> it)
            .map(key -> key.endsWith(".roles") ? key + "[]" : key)
            .map(key -> key.endsWith(".groups") ? key + ".<id>[]" : key);

    assertThat(firstColumn("## The console"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    signIn,
                    keys("links.", LinkSettings.class),
                    keysOf(ConsoleConfiguration.class)
                        .filter(key -> !List.of("signIn", "links").contains(key)))
                .flatMap(it -> it)
                .toList());
  }

  @Test
  void everyKeyOfTheCodecsFileHasARow() {
    assertThat(firstColumn("## The codec endpoint"))
        .containsExactlyInAnyOrderElementsOf(
            keysOf(CodecConfiguration.class)
                .map(key -> key.equals("users") ? "users.<name>" : key)
                .map(key -> key.equals("encryptionKeys") ? "encryptionKeys.<id>" : key)
                .toList());
  }

  @Test
  void everyKeyOfTheWorkersFileHasARow() {
    Map<String, Class<? extends Record>> sections =
        Map.of(
            "forges",
            ForgeCredentials.class,
            "batch",
            BatchSettings.class,
            "watch",
            WatchSettings.class,
            "sweep",
            SweepSettings.class,
            "versioning",
            VersionSettings.class);
    List<String> keys =
        ownKeys(WorkerConfiguration.class)
            .flatMap(
                key ->
                    sections.containsKey(key) ? keys(key + ".", sections.get(key)) : Stream.of(key))
            .flatMap(
                key ->
                    key.equals("forges.app")
                        ? Stream.concat(Stream.of(key), keys("forges.app.", AppSettings.class))
                        : Stream.of(key))
            .map(key -> key.replaceFirst("^forges\\.", "forges.<forge>."))
            .map(key -> key.equals("sealingKeys") ? "sealingKeys.<id>" : key)
            .map(key -> key.endsWith(".organizations") ? key + "[]" : key)
            .toList();

    assertThat(firstColumn("## The worker")).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void everyNewKeyForASettingOf2022IsAKey() {
    List<String> known =
        Stream.of("## The common file", "## Both services", "## The gateway", "## The worker")
            .flatMap(heading -> firstColumn(heading).stream())
            .toList();

    assertThat(quoted(section("## From the 2022 function")).filter(KEY.asMatchPredicate()))
        .isNotEmpty()
        .isSubsetOf(known);
  }

  /** As "Run it by hand" says it to be done, with the files that it says to write. */
  @Test
  void theFilesToWriteByHandAreRight(@TempDir Path folder) throws Exception {
    Pattern file = Pattern.compile("(?s)cat > target/by-hand/(\\w+\\.yml) <<'YAML'\n(.*?\n)YAML\n");
    List<MatchResult> files = file.matcher(section("## Run it by hand")).results().toList();
    for (MatchResult found : files) {
      Files.writeString(folder.resolve(found.group(1)), found.group(2));
    }
    Files.writeString(
        folder.resolve("sealing-key"), Base64.getEncoder().encodeToString(new byte[32]));

    assertThat(files).extracting(found -> found.group(1)).hasSize(3);
    assertThat(load(GatewayConfiguration.class, folder.resolve("gateway.yml")).fleet().pools())
        .hasSize(1);
    assertThat(load(WorkerConfiguration.class, folder.resolve("worker.yml")).batch().account())
        .isEqualTo(BatchStandInCommand.DEFAULT_ACCOUNT);
    assertThat(section("## Run it by hand"))
        .contains("GITHUB_WEBHOOK_SECRET=" + StandInSettings.DEFAULT.secret() + " ./mayfly gateway")
        .contains("GITHUB_TOKEN=" + StandInSettings.DEFAULT.token() + " BATCH_KEY=");
  }

  @Test
  void theShippedFileOfTheWorkerIsRightOnceItsSecretsAreSet() throws Exception {
    WorkerConfiguration shipped =
        load(WorkerConfiguration.class, ROOT.resolve("examples/worker.yml"));

    assertThat(shipped.fleet().installation()).isEqualTo("mayfly");
    assertThat(shipped.batch().account()).isEqualTo("acme");
    assertThat(shipped.watch()).isEqualTo(new WatchSettings(null, null));
    assertThat(
            factory(WorkerConfiguration.class)
                .prices(FILES, ROOT.resolve("examples/prices.yml").toString())
                .of("ubuntu22"))
        .isPresent();
  }

  @Test
  void everythingThatTheTourNamesIsThere() {
    List<String> names =
        quoted(section("# A tour of the code")).filter(TYPE.asMatchPredicate()).toList();

    assertThat(names).hasSizeGreaterThan(12);
    assertThat(names).allSatisfy(name -> assertThat(javaFile(name)).as(name).isPresent());
    assertThat(firstColumn("# A tour of the code"))
        .containsExactlyInAnyOrderElementsOf(modules().toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "docs/concepts.md",
        "docs/security.md",
        "docs/what-goes-wrong-elsewhere.md"
      })
  void everyTestThatADocumentNamesIsThere(String document) {
    assertThat(quoted(read(document)).filter(name -> name.contains("Test")).toList())
        .isNotEmpty()
        .allSatisfy(
            name -> {
              String[] typeAndMethod = name.split("\\.", 2);
              assertThat(javaFile(typeAndMethod[0])).as(name).isPresent();
              if (typeAndMethod.length == 2) {
                assertThat(javaFile(typeAndMethod[0]).orElseThrow())
                    .content()
                    .containsPattern("\\b" + typeAndMethod[1] + "\\b");
              }
            });
  }

  @Test
  void everyAnswerOfTheGatewayIsExplained() {
    Pattern made = Pattern.compile("(?:Answer\\.of|new Answer)\\(\\s*([1-5][0-9]{2}),");
    Set<String> statuses =
        filesBelow(ROOT.resolve("webhook-gateway/src/main/java"))
            .flatMap(file -> made.matcher(readFile(file)).results())
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> explained =
        section("## What the gateway answers")
            .lines()
            .filter(line -> line.matches("\\| [0-9]{3} .*"))
            .map(line -> line.substring(2, 5))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(statuses).contains("202", "401", "503");
    assertThat(explained).isEqualTo(statuses);
  }

  @Test
  void everyMessageOfAnOperatorIsShown() throws Exception {
    JsonNode request =
        new ObjectMapper().valueToTree(new OperatorRequest("ada", "wrong branch", true, null));

    assertThat(section("### Tell"))
        .contains("--name cancel", "--name reprovision", "--name extend")
        .contains("--name quarantine", "--name release");
    assertThat(section("### Pools")).contains("--name pause", "--name resume", "--type status");
    assertThat(section("### Nodes")).contains("--name handback", "--name takeover");
    assertThat(section("### Nodes"))
        .contains("./mayfly worker hand-back", "./mayfly worker take-over");
    assertThat(section("### Ask")).contains("--type status");
    for (MatchResult input :
        Pattern.compile("--input '(.*)'").matcher(section("### Tell")).results().toList()) {
      new ObjectMapper()
          .readTree(input.group(1))
          .fieldNames()
          .forEachRemaining(field -> assertThat(request.has(field)).as(field).isTrue());
    }
  }

  @Test
  void everyOutcomeIsExplained() {
    assertThat(firstColumn("### What became of the job"))
        .containsExactlyElementsOf(names(Outcome.class.getPermittedSubclasses()));
  }

  @Test
  void everyEndIsExplained() {
    assertThat(firstColumn("### How a runner ended"))
        .containsExactlyElementsOf(names(End.class.getPermittedSubclasses()));
  }

  @Test
  void everyPhaseIsNamed() {
    assertThat(Phase.values())
        .allSatisfy(phase -> assertThat(section("### Ask")).contains("`" + phase + "`"));
  }

  @Test
  void everySearchAttributeIsExplained() {
    assertThat(firstColumn("### Find"))
        .containsExactlyElementsOf(
            SearchAttributes.ALL.stream().map(SearchAttributeKey::getName).toList());
  }

  @Test
  void everyLinkLeadsToAFile() {
    Pattern link = Pattern.compile("\\]\\(([^)#:]+)\\)");

    assertThat(
            Stream.of(
                "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "images/README.md"))
        .allSatisfy(
            page ->
                assertThat(link.matcher(read(page)).results().map(found -> found.group(1)))
                    .allSatisfy(
                        file -> assertThat(ROOT.resolve(page).resolveSibling(file)).exists()));
  }

  @Test
  void ciRunsTheTestCommandOfTheReadme() {
    assertThat(section("## Two commands")).contains("\n    mvn verify ");
    assertThat(read(".ci/run")).contains("\nmvn verify | tee \"$log\" || status=$?\n");
  }

  private String section(String heading) {
    int start = pages.indexOf("\n" + heading);
    assertThat(start).as(heading).isPositive();
    int end = pages.indexOf("\n##", start + heading.length());
    return pages.substring(start, end < 0 ? pages.length() : end);
  }

  /** Returns the first word in backquotes of every row of the section's table. */
  private List<String> firstColumn(String heading) {
    return section(heading)
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(3, line.indexOf('`', 3)))
        .toList();
  }

  private static Stream<String> keys(String prefix, Class<? extends Record> section) {
    return Arrays.stream(section.getRecordComponents())
        .map(ReadmeTest::key)
        .map(name -> prefix + name);
  }

  /** In YAML a component is called as it is in Java, unless its annotation says otherwise. */
  private static String key(RecordComponent component) {
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    return named == null ? component.getName() : named.value();
  }

  /** The parameters of a configuration's one constructor are its keys. */
  private static Stream<String> keysOf(Class<? extends StrictConfiguration> root) {
    return Arrays.stream(root.getDeclaredConstructors()[0].getParameters()).map(Parameter::getName);
  }

  private static Stream<String> ownKeys(Class<? extends ServiceConfiguration> root) {
    List<String> common = keysOf(ServiceConfiguration.class).toList();
    return keysOf(root).filter(key -> !common.contains(key));
  }

  private static <C extends ServiceConfiguration> C load(Class<C> type, Path file)
      throws InvalidConfigurationException {
    return factory(type).build(FILES, file.toString());
  }

  private static <C extends ServiceConfiguration> StrictConfigurationFactory<C> factory(
      Class<C> type) {
    return new StrictConfigurationFactory<>(
        type,
        Validators.newValidator(),
        Jackson.newObjectMapper(),
        // Fit for every secret: 32 bytes in Base64.
        name -> Base64.getEncoder().encodeToString(new byte[32]));
  }

  private static Stream<String> quoted(String text) {
    return Pattern.compile("`([^`\n]+)`").matcher(text).results().map(found -> found.group(1));
  }

  private static Optional<Path> javaFile(String type) {
    return SOURCES.stream().filter(file -> file.endsWith(type + ".java")).findFirst();
  }

  private static List<String> names(Class<?>[] types) {
    return Arrays.stream(types).map(Class::getSimpleName).toList();
  }
}
