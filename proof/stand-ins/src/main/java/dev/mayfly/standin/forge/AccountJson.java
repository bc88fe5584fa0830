package dev.mayfly.standin.forge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Users, organizations and repositories as GitHub writes them, with every link. */
record AccountJson(Addresses addresses) {

  private static final String CREATED = "2019-05-15T15:19:25Z";

  private static final List<String> USER_LINKS =
      List.of(
          "followers_url=/followers",
          "following_url=/following{/other_user}",
          "gists_url=/gists{/gist_id}",
          "starred_url=/starred{/owner}{/repo}",
          "subscriptions_url=/subscriptions",
          "organizations_url=/orgs",
          "repos_url=/repos",
          "events_url=/events{/privacy}",
          "received_events_url=/received_events");

  private static final List<String> REPOSITORY_LINKS =
      List.of(
          "forks_url=/forks",
          "keys_url=/keys{/key_id}",
          "collaborators_url=/collaborators{/collaborator}",
          "teams_url=/teams",
          "hooks_url=/hooks",
          "issue_events_url=/issues/events{/number}",
          "events_url=/events",
          "assignees_url=/assignees{/user}",
          "branches_url=/branches{/branch}",
          "tags_url=/tags",
          "blobs_url=/git/blobs{/sha}",
          "git_tags_url=/git/tags{/sha}",
          "git_refs_url=/git/refs{/sha}",
          "trees_url=/git/trees{/sha}",
          "statuses_url=/statuses/{sha}",
          "languages_url=/languages",
          "stargazers_url=/stargazers",
          "contributors_url=/contributors",
          "subscribers_url=/subscribers",
          "subscription_url=/subscription",
          "commits_url=/commits{/sha}",
          "git_commits_url=/git/commits{/sha}",
          "comments_url=/comments{/number}",
          "issue_comment_url=/issues/comments{/number}",
          "contents_url=/contents/{+path}",
          "compare_url=/compare/{base}...{head}",
          "merges_url=/merges",
          "archive_url=/{archive_format}{/ref}",
          "downloads_url=/downloads",
          "issues_url=/issues{/number}",
          "pulls_url=/pulls{/number}",
          "milestones_url=/milestones{/number}",
          "notifications_url=/notifications{?since,all,participating}",
          "labels_url=/labels{/name}",
          "releases_url=/releases{/id}",
          "deployments_url=/deployments");

  ObjectNode user(String login, String type) {
    ObjectNode user = object();
    String url = addresses.apiUrl() + "/users/" + login;
    user.put("login", login)
        .put("id", id(login))
        .put("node_id", "MDQ6VXNlcj" + id(login))
        .put("avatar_url", addresses.webUrl() + "/u/" + id(login) + "?v=4")
        .put("gravatar_id", "")
        .put("url", url)
        .put("html_url", addresses.webUrl() + "/" + login);
    links(user, url, USER_LINKS);
    return user.put("type", type).put("site_admin", false);
  }

  ObjectNode organization(String login) {
    String url = addresses.apiUrl() + "/orgs/" + login;
    return object()
        .put("login", login)
        .put("id", id(login))
        .put("node_id", "MDEyOk9yZ2FuaXphdGlvbj" + id(login))
        .put("url", url)
        .put("repos_url", url + "/repos")
        .put("events_url", url + "/events")
        .put("hooks_url", url + "/hooks")
        .put("issues_url", url + "/issues")
        .put("members_url", url + "/members{/member}")
        .put("public_members_url", url + "/public_members{/member}")
        .put("avatar_url", addresses.webUrl() + "/u/" + id(login) + "?v=4")
        .put("description", "");
  }

  ObjectNode repository(WorkflowRun.Repository repository) {
    String fullName = repository.fullName();
    String url = addresses.apiUrl() + "/repos/" + fullName;
    String page = addresses.webUrl() + "/" + fullName;
    ObjectNode json = object();
    json.put("id", id(fullName))
        .put("node_id", "MDEwOlJlcG9zaXRvcnk" + id(fullName))
        .put("name", repository.name())
        .put("full_name", fullName)
        .put("private", true);
    json.set(
        "owner",
        user(repository.owner(), repository.organization() == null ? "User" : "Organization"));
    json.put("html_url", page).putNull("description").put("fork", false).put("url", url);
    links(json, url, REPOSITORY_LINKS);
    json.put("created_at", CREATED)
        .put("updated_at", CREATED)
        .put("pushed_at", CREATED)
        .put("git_url", page.replaceFirst("^https?", "git") + ".git")
        .put("ssh_url", "git@github.com:" + fullName + ".git")
        .put("clone_url", page + ".git")
        .put("svn_url", page)
        .putNull("homepage")
        .put("size", 0)
        .put("stargazers_count", 0)
        .put("watchers_count", 0)
        .putNull("language");
    for (String has : List.of("issues", "projects", "downloads", "wiki", "pages")) {
      json.put("has_" + has, false);
    }
    json.put("forks_count", 0)
        .putNull("mirror_url")
        .put("archived", false)
        .put("disabled", false)
        .put("open_issues_count", 0)
        .putNull("license")
        .put("forks", 0)
        .put("open_issues", 0)
        .put("watchers", 0)
        .put("default_branch", "main")
        .put("is_template", false);
    json.putArray("topics");
    json.put("visibility", "private").put("web_commit_signoff_required", false);
    json.putObject("custom_properties");
    return json;
  }

  static long id(String name) {
    return 100_000_000L + Math.floorMod(name.hashCode(), 900_000_000);
  }

  private static void links(ObjectNode json, String url, List<String> links) {
    for (String link : links) {
      int equals = link.indexOf('=');
      json.put(link.substring(0, equals), url + link.substring(equals + 1));
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
