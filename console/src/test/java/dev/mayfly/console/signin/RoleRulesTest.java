package dev.mayfly.console.signin;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.Test;

/** Resources with and without roles, as Jersey takes them at the start. */
class RoleRulesTest {

  /** Has a method that nobody has thought of. */
  @Path("forgotten")
  public static final class Forgotten {
    @GET
    @RolesAllowed("READER")
    public String read() {
      return "";
    }

    @GET
    @Path("more")
    public String more() {
      return "";
    }
  }

  /** Names a role that there is not. */
  @Path("mistyped")
  public static final class Mistyped {
    @GET
    @RolesAllowed("READERS")
    public String read() {
      return "";
    }
  }

  /** Says it for all of its methods. */
  @Path("whole")
  @RolesAllowed("OPERATOR")
  public static final class Whole {
    @GET
    public String read() {
      return "";
    }
  }

  /** Is meant to be open. */
  @Path("open")
  public static final class Open {
    @GET
    @PermitAll
    public String read() {
      return "";
    }
  }

  private static ApplicationHandler start(Object resource) {
    Door door = new Door(Optional.empty(), new Seals(), () -> Instant.EPOCH);
    return new ApplicationHandler(
        new ResourceConfig().register(new RoleRules(door, Set.of())).register(resource));
  }

  @Test
  void aMethodThatNamesNoRoleKeepsTheConsoleFromStarting() {
    assertThatThrownBy(() -> start(new Forgotten()))
        .hasStackTraceContaining("Forgotten.more() names no role");
  }

  @Test
  void soDoesOneThatNamesARoleThatThereIsNot() {
    assertThatThrownBy(() -> start(new Mistyped())).hasStackTraceContaining("READERS");
  }

  @Test
  void rolesStandAtTheMethodOrItsClass() {
    assertThatCode(() -> start(new Whole())).doesNotThrowAnyException();
    assertThatCode(() -> start(new Open())).doesNotThrowAnyException();
  }
}
