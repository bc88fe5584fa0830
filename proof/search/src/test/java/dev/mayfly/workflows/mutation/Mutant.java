package dev.mayfly.workflows.mutation;

import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * A rule of the product that is broken while the mutant is on. It is an enum constant, found by its
 * name in whichever loader it is asked.
 */
public interface Mutant {

  String name();

  Place place();

  /** Returns whether this is the mutant that is being hunted. */
  default boolean isOn() {
    return Switch.isOn(name());
  }

  /** A place in the product that a mutant changes: a method. */
  sealed interface Place {

    Class<?> in();

    String method();
  }

  /**
   * The one call of another method that a method makes, be it in a lambda.
   *
   * @param instead a static method that is called in its place, with the object of the call, if it
   *     has one, and the arguments. It does as before while its mutant is off.
   */
  record Call(Class<?> in, String method, Class<?> to, String called, Method instead)
      implements Place {}

  /** A whole method, which does nothing while its mutant is on, and returns false. */
  record Body(Class<?> in, String method) implements Place {}

  static Body skip(Class<?> in, String method) {
    find(in, method);
    return new Body(in, method);
  }

  static Call call(
      Class<?> in, String method, Class<?> to, String called, Class<?> holder, String instead) {
    find(in, method);
    return new Call(in, method, to, called, find(holder, instead));
  }

  private static Method find(Class<?> in, String method) {
    return Arrays.stream(in.getDeclaredMethods())
        .filter(each -> each.getName().equals(method))
        .findFirst()
        .orElseThrow(() -> new MissingPlace(in, method, "there is no such method"));
  }

  /** A mutant does not fit the product any more. */
  final class MissingPlace extends IllegalStateException {
    private static final long serialVersionUID = 1;

    MissingPlace(Class<?> in, String method, String why) {
      super(in.getSimpleName() + "." + method + ": " + why + "; adapt the mutant to the product");
    }
  }
}
