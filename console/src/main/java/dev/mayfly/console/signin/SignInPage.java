package dev.mayfly.console.signin;

import com.google.common.html.HtmlEscapers;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** The pages before the console's own: without script, and without anything from elsewhere. */
final class SignInPage {

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%1$s · Mayfly</title>
      <link rel="stylesheet" href="/assets/console.css">
      </head>
      <body>
      <main>
      <h1>%1$s</h1>
      %2$s
      </main>
      </body>
      </html>
      """;

  private SignInPage() {}

  /** Returns it as an answer. */
  static Response answer(int status, String title, String html) {
    return Response.status(status)
        .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
        .entity(PAGE.formatted(text(title), html))
        .build();
  }

  static String text(String text) {
    return HtmlEscapers.htmlEscaper().escape(text);
  }

  static String paragraph(String text) {
    return "<p>" + text(text) + "</p>\n";
  }

  /** Returns a form that posts; its inner fields are HTML already. */
  static String form(String action, String token, String fields, String button) {
    return """
        <form method="post" action="%s">
        <input type="hidden" name="%s" value="%s">
        %s<button>%s</button>
        </form>
        """
        .formatted(action, SignIn.FORM_FIELD, token, fields, text(button));
  }

  static Response lacking(Caller caller, Collection<Role> needed) {
    return answer(403, "Not yours", paragraph(lacks(caller, needed)));
  }

  static String lacks(Caller caller, Collection<Role> needed) {
    return "%s may not do this: it needs the role %s"
        .formatted(
            caller.name(),
            needed.stream()
                .sorted()
                .map(it -> it.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or ")));
  }
}
