package dev.mayfly.workflows.explanation;

import dev.mayfly.workflows.explanation.Explanation.Happened;
import dev.mayfly.workflows.temporal.OneLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An explanation as lines of a terminal: the story gets what the sentences leave of it. */
final class ExplanationText {

  static final int MOST_LINES = 12;
  private static final int WIDTH = 120;
  private static final String MARGIN = "         ";
  private static final String ELLIPSIS = "…";

  private final List<String> lines = new ArrayList<>();

  private ExplanationText() {}

  static List<String> of(Explanation it, @Nullable Instant now) {
    ExplanationText text = new ExplanationText();
    text.lines.add(headline(it, now));
    text.add("Why", it.why(), 3);
    text.add("Next", it.awaited(), 2);
    text.add("Do", it.advice(), 2);
    text.story(it.story(), MOST_LINES - text.lines.size() - (it.life() == null ? 0 : 1));
    if (it.life() != null) {
      text.add("Life", it.life() + (it.url() == null ? "" : " · " + it.url()), 1);
    }
    return text.lines;
  }

  private static String headline(Explanation it, @Nullable Instant now) {
    String pool = it.pool() == null ? "" : " · pool " + it.pool();
    String ago = it.since() == null || now == null ? "" : " (" + Times.ago(it.since(), now) + ")";
    String since = it.since() == null ? "" : " · since " + Times.at(it.since()) + ago;
    return it.state().word() + "  " + it.job() + pool + since;
  }

  private void story(List<Happened> story, int room) {
    int left = Math.max(0, story.size() - room);
    Instant before = null;
    for (Happened event : shown(story, left)) {
      String gap = before == null && left > 0 ? " (" + left + " events left out after this)" : "";
      String line = Times.after(before, event.at()) + "  " + event.what() + gap;
      lines.add(label(before == null ? "So far" : "") + cut(line));
      before = event.at();
    }
  }

  /** The beginning, and the end of what follows it. */
  private static List<Happened> shown(List<Happened> story, int left) {
    List<Happened> shown = new ArrayList<>(story);
    if (left > 0) {
      shown.subList(1, 1 + left).clear();
    }
    return shown;
  }

  private void add(String label, String words, int most) {
    List<String> wrapped = wrap(words);
    for (int i = 0; i < Math.min(most, wrapped.size()); i++) {
      boolean isCut = i == most - 1 && wrapped.size() > most;
      lines.add(label(i == 0 ? label : "") + wrapped.get(i) + (isCut ? ELLIPSIS : ""));
    }
  }

  private static List<String> wrap(String words) {
    List<String> wrapped = new ArrayList<>();
    String rest = words;
    int width = WIDTH - MARGIN.length();
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      int end = space > width / 2 ? space : width;
      wrapped.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    wrapped.add(rest);
    return wrapped;
  }

  private static String cut(String line) {
    return OneLine.of(line, WIDTH - MARGIN.length());
  }

  private static String label(String label) {
    return label + MARGIN.substring(label.length());
  }
}
