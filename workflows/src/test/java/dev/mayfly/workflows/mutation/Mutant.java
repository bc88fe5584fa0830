package dev.mayfly.workflows.mutation;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.nameMatches;
import static net.bytebuddy.matcher.ElementMatchers.named;

import dev.mayfly.workflows.life.RunnerLife;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.asm.MemberSubstitution.TypePoolResolver;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * The product with one method or one call replaced, loaded beside the real one: a test of the tests
 * is to notice. A replacement whose target is not there any more fails with its name.
 */
public final class Mutant {

  private static final String PRODUCT = "dev.mayfly.workflows.";

  private final Class<?> changed;
  private final DynamicType.Builder<?> bytes;
  private final Runnable check;

  private Mutant(Class<?> changed, DynamicType.Builder<?> bytes, Runnable check) {
    this.changed = changed;
    this.bytes = bytes;
    this.check = check;
  }

  /** The whole of a method, whatever its parameters. */
  public static Target method(Class<?> of, String name) {
    method(of, name, "there is no such method");
    return new MethodTarget(of, name);
  }

  /**
   * The one call of a method that another one makes, be it in a lambda.
   *
   * @param arguments of the method that is called; tells overloads apart.
   */
  public static Target call(Class<?> from, String caller, Class<?> to, String name, int arguments) {
    method(from, caller, "there is no such method");
    return new CallTarget(from, caller, to, name, arguments);
  }

  /** The place in the product that a mutant differs in. */
  public sealed interface Target {

    Mutant returns(Object constant);

    Mutant doesNothing();

    /**
     * Runs a static method instead. In place of a call it takes the object of the call, if that has
     * one, and the arguments; in place of a method it takes nothing.
     */
    Mutant becomes(Class<?> of, String name);
  }

  private record MethodTarget(Class<?> of, String name) implements Target {

    @Override
    public Mutant returns(Object constant) {
      return by(FixedValue.value(constant));
    }

    @Override
    public Mutant doesNothing() {
      return by(StubMethod.INSTANCE);
    }

    @Override
    public Mutant becomes(Class<?> holder, String broken) {
      return by(MethodCall.invoke(method(holder, broken, "there is no such replacement")));
    }

    private Mutant by(Implementation broken) {
      return new Mutant(
          of, new ByteBuddy().redefine(of, sources(of)).method(named(name)).intercept(broken), () -> {});
    }
  }

  private record CallTarget(Class<?> from, String caller, Class<?> to, String name, int arguments)
      implements Target {

    @Override
    public Mutant returns(Object constant) {
      return by(call -> call.replaceWithConstant(constant));
    }

    @Override
    public Mutant doesNothing() {
      return by(MemberSubstitution.WithoutSpecification::stub);
    }

    @Override
    public Mutant becomes(Class<?> holder, String broken) {
      Method replacement = method(holder, broken, "there is no such replacement");
      return by(call -> call.replaceWith(replacement));
    }

    private Mutant by(
        Function<MemberSubstitution.WithoutSpecification<?>, MemberSubstitution> broken) {
      AtomicInteger found = new AtomicInteger();
      ElementMatcher<MethodDescription> target =
          called -> isTarget(called) && found.incrementAndGet() > 0;
      MemberSubstitution replaced =
          broken.apply(MemberSubstitution.strict().with(TypePoolResolver.ForClassFileLocator.of(from.getClassLoader())).method(target));
      DynamicType.Builder<?> bytes =
          new ByteBuddy()
              .decorate(from, sources(from))
              .visit(
                  replaced.on(named(caller).or(nameMatches("lambda\\$" + caller + "\\$\\d+"))));
      return new Mutant(from, bytes, () -> checkFound(found.get()));
    }

    private boolean isTarget(MethodDescription called) {
      return called.getName().equals(name)
          && called.getParameters().size() == arguments
          && isDeclaredBy(to).matches(called);
    }

    private void checkFound(int times) {
      if (times != 1) {
        throw missing(
            from, caller, "it calls " + to.getSimpleName() + "." + name + " " + times + " times");
      }
    }
  }

  private static ClassFileLocator sources(Class<?> of) {
    return ClassFileLocator.ForClassLoader.of(of.getClassLoader());
  }

  private static Method method(Class<?> of, String name, String otherwise) {
    return Arrays.stream(of.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> missing(of, name, otherwise));
  }

  private static IllegalStateException missing(Class<?> of, String method, String what) {
    return new IllegalStateException(
        of.getSimpleName() + "." + method + ": " + what + "; adapt the mutant to the product");
  }

  /** A new object of a class of the tests, with the changed product around it. */
  public <T> Callable<T> load(Class<? extends Callable<T>> name) throws ReflectiveOperationException {
    byte[] made = bytes.make().getBytes();
    check.run();
    ClassLoader apart = new Apart(changed.getName(), made);
    @SuppressWarnings("unchecked") // the same class, but for its loader
    Callable<T> loaded =
        (Callable<T>) apart.loadClass(name.getName()).getDeclaredConstructor().newInstance();
    return loaded;
  }

  /** Has the product's and the tests' classes to itself. */
  private static final class Apart extends URLClassLoader {

    private final String changed;
    private final byte[] bytes;

    private Apart(String changed, byte[] bytes) {
      super(
          Stream.of(Mutant.class, RunnerLife.class).map(Apart::home).toArray(URL[]::new),
          Mutant.class.getClassLoader());
      this.changed = changed;
      this.bytes = bytes;
    }

    private static URL home(Class<?> of) {
      return of.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(PRODUCT)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      return name.equals(changed)
          ? defineClass(name, bytes, 0, bytes.length)
          : super.findClass(name);
    }
  }
}
