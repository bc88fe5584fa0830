package dev.mayfly.bench.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The larger part of any payload: whose repository it is, at length and with all its addresses. */
final class RepositoryJson {

  private static final String API = "https://api.github.com/repos/acme/app/";
  private static final List<String> ADDRESSES =
      List.of(
          ("forks keys collaborators teams hooks issue_events events assignees branches tags"
                  + " blobs git_tags git_refs trees statuses languages stargazers contributors"
                  + " subscribers subscription commits git_commits comments issue_comment contents"
                  + " compare merges archive downloads issues pulls milestones notifications labels"
                  + " releases deployments")
              .split(" "));

  private RepositoryJson() {}

  /** A JSON object of about so many characters, open at its end: members can be added. */
  static String ofSize(int size) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.set("repository", repository());
    event.putObject("organization").put("login", "acme").put("id", 38302899);
    event.putObject("sender").put("login", "octocat").put("id", 583231).put("type", "User");
    ObjectNode properties = event.putObject("custom_properties");
    for (int i = 0; event.toString().length() < size; i++) {
      properties.put("property-" + i, "what the organization says of this repository");
    }
    return event.toString().replaceFirst("}$", ",");
  }

  private static ObjectNode repository() {
    ObjectNode repository = JsonNodeFactory.instance.objectNode();
    repository.put("id", 1296269).put("name", "app").put("full_name", "acme/app");
    repository.put("private", true).put("description", "What we make").put("size", 108);
    ADDRESSES.forEach(name -> repository.put(name + "_url", API + name + "{/number}"));
    return repository;
  }
}
