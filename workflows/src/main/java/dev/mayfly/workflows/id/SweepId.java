package dev.mayfly.workflows.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a forge's sweep, {@code mayfly-sweep-github}. No life is ever called so, because
 * no forge may be called {@code sweep}.
 */
public record SweepId(String installation, String forge) {

  /** The part between installation and forge, and therefore no name for a forge. */
  public static final String MARK = "sweep";

  private static final Pattern TEXT =
      Pattern.compile("(" + LifeId.NAME + ")-" + MARK + "-(" + LifeId.NAME + ")");

  public SweepId {
    if (!installation.matches(LifeId.NAME) || !forge.matches(LifeId.NAME)) {
      throw new IllegalArgumentException("not a sweep's id: " + installation + ", " + forge);
    }
  }

  @JsonCreator
  static SweepId read(String id) {
    Matcher matcher = TEXT.matcher(id);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a sweep's id: " + id);
    }
    return new SweepId(matcher.group(1), matcher.group(2));
  }

  @JsonValue
  @Override
  public String toString() {
    return installation + "-" + MARK + "-" + forge;
  }
}
