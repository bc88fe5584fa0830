package dev.mayfly.acceptance.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page {@code docs/architecture.md}: its rooms with their walls, the classes that it names. */
final class ArchitecturePage {

  private static final Pattern ROOM =
      Pattern.compile("(?m)^\\| `([a-z]+(?:\\.[a-z]+)*)` \\| ([^|]+) \\| ([^|]*) \\|$");
  private static final Pattern CLASS =
      Pattern.compile("`((?:[a-z]+\\.)+[A-Z]\\w+)(?:\\.([a-z]\\w*))?`");

  private final String text;
  private final Map<String, Room> rooms = new LinkedHashMap<>();

  private ArchitecturePage(String text) {
    this.text = text;
    Matcher row = ROOM.matcher(text);
    while (row.find()) {
      Set<String> knows =
          Arrays.stream(row.group(3).replace("`", "").split("[, ]+"))
              .filter(name -> !name.isBlank())
              .collect(Collectors.toCollection(TreeSet::new));
      rooms.put(row.group(1), new Room(row.group(1), row.group(2).strip(), knows));
    }
  }

  static ArchitecturePage read(Path root) throws IOException {
    return new ArchitecturePage(Files.readString(root.resolve("docs/architecture.md")));
  }

  /** The rooms by name, which is the package's without {@code dev.mayfly}. */
  Map<String, Room> rooms() {
    return rooms;
  }

  /** The classes that the page names with their room, and a method of some. */
  List<NamedClass> classes() {
    return CLASS
        .matcher(text)
        .results()
        .map(found -> new NamedClass(found.group(1), found.group(2) == null ? "" : found.group(2)))
        .toList();
  }

  /** The words of a fenced diagram that follows a heading, and match a pattern. */
  Set<String> diagram(String heading, String pattern) {
    int from = text.indexOf("\n## " + heading + "\n");
    int begin = text.indexOf("\n```", from) + 4;
    return Pattern.compile(pattern)
        .matcher(text.substring(begin, text.indexOf("\n```", begin)))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * A package of main code.
   *
   * @param holds the sentence of its package-info.
   * @param knows the rooms that its classes may use.
   */
  record Room(String name, String holds, Set<String> knows) {

    /** Says where a class belongs that uses another room from here. */
    String refuses(String user, String used, String room, Map<String, Room> all) {
      String elsewhere =
          all.values().stream()
              .filter(other -> other.knows.contains(room))
              .map(Room::name)
              .collect(Collectors.joining(", "));
      return """
      %s uses %s.
        %s holds: "%s" It may know %s.
        A class that needs %s belongs in a room that knows it (%s), or is given what it needs from there.
        Where the wall itself is wrong, move it in docs/architecture.md.
      """
          .formatted(user, used, name, holds, knows, room, elsewhere);
    }
  }

  /** A class as {@code room.Class}, and the name of a method or the empty string. */
  record NamedClass(String name, String method) {}
}
