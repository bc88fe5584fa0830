package dev.mayfly.console.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerTest {

  private static final Caller OTTO = new Caller("otto@acme.example", Set.of(Role.OPERATOR));

  @Test
  void operatorsReadAndNoOtherRoleBringsAnother() {
    assertThat(OTTO.roles()).containsExactlyInAnyOrder(Role.OPERATOR, Role.READER);
    assertThat(new Caller("lea", Set.of(Role.LOGS)).roles()).containsExactly(Role.LOGS);
    assertThat(new Caller("rita", Set.of(Role.READER)).may(Role.OPERATOR)).isFalse();
  }

  @Test
  void pagesSayWhereNobodySignsIn() {
    assertThat(Caller.ANYBODY.notice()).startsWith("Nobody signs in here");
    assertThat(OTTO.notice()).isNull();
  }
}
