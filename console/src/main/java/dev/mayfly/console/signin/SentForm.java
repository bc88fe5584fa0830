package dev.mayfly.console.signin;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.glassfish.jersey.server.ContainerRequest;

/**
 * The body of a request that changes something. A browser adds a session's cookie also to what
 * another site has it send, so the request has to bring a token that only pages of that session
 * have: as a header, or as a field of its form.
 */
record SentForm(ContainerRequestContext request) {

  // The largest is an operator's reason.
  private static final int LARGEST = 64 << 10;

  void check(Visitor visitor, Sessions sessions) throws IOException, RefusedException {
    byte[] body = request.getEntityStream().readNBytes(LARGEST + 1);
    if (body.length > LARGEST) {
      throw RefusedException.problem(413, "Content Too Large", "the body is larger than 64 KiB");
    }
    request.setEntityStream(new ByteArrayInputStream(body));
    Optional<Session> session = visitor.session();
    if (session.isPresent()
        && token().filter(it -> sessions.isFormToken(session.get(), it)).isEmpty()) {
      throw RefusedException.problem(
          403,
          "Forbidden",
          "nothing was done: the form is too old, or not from here; load its page again"
              + " (programs: send "
              + SignIn.FORM_HEADER
              + " with what GET /session answers)");
    }
  }

  private Optional<String> token() {
    Optional<String> header = Optional.ofNullable(request.getHeaderString(SignIn.FORM_HEADER));
    return header.isPresent() ? header : field();
  }

  private Optional<String> field() {
    if (!MediaType.APPLICATION_FORM_URLENCODED_TYPE.isCompatible(request.getMediaType())
        || !(request instanceof ContainerRequest jersey)) {
      return Optional.empty();
    }
    // Else the resource would find nothing left to read.
    jersey.bufferEntity();
    Form form = jersey.readEntity(Form.class);
    return Optional.ofNullable(form.asMap().getFirst(SignIn.FORM_FIELD));
  }
}
