package dev.mayfly.workflows.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identity of a pool's entity workflow, {@code mayfly-pool-ubuntu}. No life is ever called so,
 * because no forge may be called {@code pool}.
 */
public record PoolId(String installation, String pool) {

  /** The part between installation and pool, and therefore no name for a forge. */
  public static final String MARK = "pool";

  /** The pattern of a pool's name, which is part of workflow and Batch job ids. */
  public static final String POOL_NAME = "[a-z0-9]{1,20}";

  private static final Pattern PART = Pattern.compile(POOL_NAME);
  private static final Pattern TEXT =
      Pattern.compile("(" + LifeId.NAME + ")-" + MARK + "-(" + POOL_NAME + ")");

  public PoolId {
    if (!LifeId.isName(installation) || !isPoolName(pool)) {
      throw new IllegalArgumentException("not a pool's id: " + installation + ", " + pool);
    }
  }

  static boolean isPoolName(String text) {
    return PART.matcher(text).matches();
  }

  @JsonCreator
  static PoolId read(String id) {
    Matcher matcher = TEXT.matcher(id);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a pool's id: " + id);
    }
    return new PoolId(matcher.group(1), matcher.group(2));
  }

  @JsonValue
  @Override
  public String toString() {
    return installation + "-" + MARK + "-" + pool;
  }
}
