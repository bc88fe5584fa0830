package dev.mayfly.console.signin;

import io.dropwizard.auth.Auth;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Guards each method of each resource. One that names no role is a mistake, and the console does
 * not start with it: what nobody has thought of is closed.
 */
final class RoleRules implements DynamicFeature {

  private final Door door;
  private final Set<Class<? extends Principal>> others;

  /**
   * @param others whose methods have a guard of their own.
   */
  RoleRules(Door door, Set<Class<? extends Principal>> others) {
    this.door = door;
    this.others = others;
  }

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    Method method = resource.getResourceMethod();
    if (Arrays.stream(method.getParameters())
        .noneMatch(it -> it.isAnnotationPresent(Auth.class) && others.contains(it.getType()))) {
      context.register(new Gate(door, needed(resource.getResourceClass(), method)));
    }
  }

  private static Set<Role> needed(Class<?> type, Method method) {
    // Jersey answers OPTIONS by methods of its own.
    if (type.getName().startsWith("org.glassfish.jersey.")) {
      return EnumSet.allOf(Role.class);
    }
    Optional<RolesAllowed> roles = on(type, method, RolesAllowed.class);
    if (roles.isEmpty() && on(type, method, PermitAll.class).isEmpty()) {
      throw new IllegalStateException(
          method + " names no role, so nobody may call it: annotate it with @RolesAllowed");
    }
    return roles.map(RoleRules::read).orElse(Set.of());
  }

  private static Set<Role> read(RolesAllowed roles) {
    return Arrays.stream(roles.value()).map(Role::valueOf).collect(Collectors.toSet());
  }

  private static <A extends Annotation> Optional<A> on(
      Class<?> type, Method method, Class<A> annotation) {
    return Optional.ofNullable(method.getAnnotation(annotation))
        .or(() -> Optional.ofNullable(type.getAnnotation(annotation)));
  }
}
