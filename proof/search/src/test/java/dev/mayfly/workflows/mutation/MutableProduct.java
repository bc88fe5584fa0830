package dev.mayfly.workflows.mutation;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.nameMatches;
import static net.bytebuddy.matcher.ElementMatchers.named;

import dev.mayfly.workflows.life.RunnerLife;
import dev.mayfly.workflows.mutation.Mutant.Body;
import dev.mayfly.workflows.mutation.Mutant.Call;
import dev.mayfly.workflows.mutation.Mutant.MissingPlace;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.asm.MemberSubstitution.TypePoolResolver;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * The product with a switch at the place of each mutant, loaded once beside the real one: what is
 * loaded anew for each mutant would be compiled anew by the virtual machine, which costs far more
 * than the hunts. A mutant whose place is gone, or is there twice, fails with its name.
 */
public final class MutableProduct {

  private static final String PRODUCT = "dev.mayfly.workflows.";

  private final ClassLoader apart;

  public MutableProduct(Mutant... mutants) {
    Map<Class<?>, DynamicType.Builder<?>> changed = new HashMap<>();
    List<Runnable> checks = new ArrayList<>();
    for (Mutant mutant : mutants) {
      Class<?> type = mutant.place().in();
      DynamicType.Builder<?> builder = changed.computeIfAbsent(type, MutableProduct::decorate);
      changed.put(type, builder.visit(change(mutant, checks)));
    }
    Map<String, byte[]> bytes = new HashMap<>();
    changed.forEach((type, made) -> bytes.put(type.getName(), made.make().getBytes()));
    checks.forEach(Runnable::run);
    apart = new Apart(bytes);
  }

  private static DynamicType.Builder<?> decorate(Class<?> type) {
    return new ByteBuddy()
        .decorate(type, ClassFileLocator.ForClassLoader.of(type.getClassLoader()));
  }

  private static AsmVisitorWrapper change(Mutant mutant, List<Runnable> checks) {
    if (mutant.place() instanceof Call call) {
      return replace(call, checks);
    }
    Body body = (Body) mutant.place();
    return Advice.withCustomMapping()
        .bind(Name.class, mutant.name())
        .to(Skip.class)
        .on(named(body.method()));
  }

  private static AsmVisitorWrapper replace(Call call, List<Runnable> checks) {
    AtomicInteger found = new AtomicInteger();
    ElementMatcher<MethodDescription> target =
        called -> isCalled(call, called) && found.incrementAndGet() > 0;
    checks.add(() -> checkFound(call, found.get()));
    return MemberSubstitution.strict()
        .with(TypePoolResolver.ForClassFileLocator.of(call.in().getClassLoader()))
        .method(target)
        .replaceWith(call.instead())
        .on(named(call.method()).or(nameMatches("lambda\\$" + call.method() + "\\$\\d+")));
  }

  private static boolean isCalled(Call call, MethodDescription called) {
    int arguments = call.instead().getParameterCount() - (called.isStatic() ? 0 : 1);
    return called.getName().equals(call.called())
        && called.getParameters().size() == arguments
        && isDeclaredBy(call.to()).matches(called);
  }

  private static void checkFound(Call call, int times) {
    if (times != 1) {
      String what = call.to().getSimpleName() + "." + call.called();
      throw new MissingPlace(call.in(), call.method(), "it calls " + what + " " + times + " times");
    }
  }

  /** Asks a class of the tests that has no arguments, while a mutant is on. */
  public <T> T ask(Mutant mutant, Class<? extends Callable<T>> question) throws Exception {
    apart
        .loadClass(Switch.class.getName())
        .getDeclaredMethod("turnOn", String.class)
        .invoke(null, mutant.name());
    @SuppressWarnings("unchecked") // the same class, but for its loader
    Callable<T> loaded =
        (Callable<T>) apart.loadClass(question.getName()).getDeclaredConstructor().newInstance();
    return loaded.call();
  }

  /** The name of the mutant that skips a method. */
  @Retention(RetentionPolicy.RUNTIME)
  private @interface Name {}

  /** Is copied to the beginning of a method that a mutant skips. */
  private static final class Skip {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(@Name String mutant) {
      return Switch.isOn(mutant);
    }
  }

  /** Has the product's and the tests' classes to itself. */
  private static final class Apart extends URLClassLoader {

    private final Map<String, byte[]> changed;

    private Apart(Map<String, byte[]> changed) {
      super(
          Stream.of(Switch.class, RunnerLife.class).map(Apart::home).toArray(URL[]::new),
          Switch.class.getClassLoader());
      this.changed = changed;
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
      byte[] bytes = changed.get(name);
      return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
    }
  }
}
