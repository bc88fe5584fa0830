package dev.mayfly.console.pages;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.MustacheFactory;
import java.io.StringWriter;
import java.util.Map;

/** The templates beside this class: Mustache, which escapes whatever it is given as text. */
final class Templates {

  private final MustacheFactory factory =
      new DefaultMustacheFactory(Templates.class.getPackageName().replace('.', '/'));

  String render(String name, Map<String, ?> values) {
    StringWriter written = new StringWriter();
    factory.compile(name + ".mustache").execute(written, values);
    return written.toString();
  }
}
