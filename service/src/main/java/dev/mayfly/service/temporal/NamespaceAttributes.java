package dev.mayfly.service.temporal;

import dev.mayfly.workflows.temporal.SearchAttributes;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.CountWorkflowExecutionsRequest;
import io.temporal.common.SearchAttributeKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The search attributes that the namespace knows. It is asked by counting, which every server and
 * Temporal Cloud let a worker's key do; lists of attributes are an operator's, and Cloud's are of
 * another API. Rule temporal-attributes-counted.
 */
public final class NamespaceAttributes {

  private static final int SECONDS = 5;

  private final TemporalConnection temporal;

  public NamespaceAttributes(TemporalConnection temporal) {
    this.temporal = temporal;
  }

  /**
   * Returns what is wrong with them and what to do about it; empty: nothing is.
   *
   * @throws StatusRuntimeException when Temporal does not answer.
   */
  public Optional<String> fault() {
    List<String> missing = missing();
    return missing.isEmpty() ? ofOtherTypes() : Optional.of(told(missing));
  }

  /**
   * Returns those of ours that the namespace does not know: without each no life can begin.
   *
   * @throws StatusRuntimeException when Temporal does not answer.
   */
  public List<String> missing() {
    if (isKnown(SearchAttributes.ALL)) {
      return List.of();
    }
    return SearchAttributes.ALL.stream()
        .filter(one -> !isKnown(List.of(one)))
        .map(SearchAttributeKey::getName)
        .toList();
  }

  private boolean isKnown(List<SearchAttributeKey<String>> attributes) {
    return takes(
        attributes.stream()
            .map(key -> key.getName() + " = 'none'")
            .collect(Collectors.joining(" OR ")));
  }

  /**
   * Returns what to do about those that are there with another type than Keyword; empty: none is. A
   * namespace on a database keeps each under the name of its type, {@code Int01}. Elsewhere it is
   * asked how they begin, which not every type takes. Rule temporal-attribute-aliases. Rule
   * temporal-starts-with.
   */
  private Optional<String> ofOtherTypes() {
    Map<String, String> aliases = temporal.namespaceConfig().getCustomSearchAttributeAliasesMap();
    Set<String> known =
        aliases.entrySet().stream()
            .filter(it -> !it.getKey().matches("Keyword[0-9]+"))
            .map(Map.Entry::getValue)
            .collect(Collectors.toSet());
    String others =
        SearchAttributes.ALL.stream()
            .map(SearchAttributeKey::getName)
            .filter(name -> known.contains(name) || !takes(name + " STARTS_WITH 'none'"))
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "search attribute "
                + others
                + " of namespace "
                + temporal.namespace()
                + " is no Keyword, so lives cannot be told apart by it: remove it (temporal"
                + " operator search-attribute remove) and create it with --type Keyword");
  }

  private boolean takes(String query) {
    try {
      var unused =
          temporal
              .service()
              .blockingStub()
              .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
              .countWorkflowExecutions(
                  CountWorkflowExecutionsRequest.newBuilder()
                      .setNamespace(temporal.namespace())
                      .setQuery(query)
                      .build());
      return true;
    } catch (StatusRuntimeException e) {
      return !isUnknown(e.getStatus());
    }
  }

  /** Returns whether the query names what is not there; throws nothing away of other failures. */
  private static boolean isUnknown(Status status) {
    return switch (status.getCode()) {
      case INVALID_ARGUMENT -> true;
      // An in-process server cannot count; and a key that may not is told by the check of Temporal.
      case UNIMPLEMENTED, PERMISSION_DENIED, UNAUTHENTICATED -> false;
      default -> throw status.asRuntimeException();
    };
  }

  /** Returns what to do about them, with the commands. */
  public String told(List<String> missing) {
    String namespace = temporal.namespace();
    return "namespace "
        + namespace
        + " has no search attribute "
        + String.join(", ", missing)
        + ", so no life can begin: create "
        + (missing.size() == 1 ? "it" : "them")
        + " (temporal operator search-attribute create --namespace "
        + namespace
        + missing.stream()
            .map(name -> " --name " + name + " --type Keyword")
            .collect(Collectors.joining())
        + "; on Temporal Cloud: tcld namespace search-attributes add --namespace "
        + namespace
        + missing.stream()
            .map(name -> " --search-attribute " + name + "=Keyword")
            .collect(Collectors.joining())
        + ")";
  }
}
