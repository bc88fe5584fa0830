package dev.mayfly.standin.forge;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Marks what GET is answered with by a strong ETag of its body and of the token that asked, since
 * GitHub's belong to one token (its support in eclipse-csi/otterdog#201; github/docs#34689), and
 * answers 304 to a client that has that already. Rule gh-etag-per-token.
 */
@Priority(ConditionalRequests.PRIORITY)
final class ConditionalRequests implements ContainerResponseFilter {

  // Answers pass the filters from the highest to the lowest: the rate limit must see the 304.
  static final int PRIORITY = RequestQuota.PRIORITY + 1;

  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    boolean isApi = request.getUriInfo().getPath().startsWith(Dialect.GITHUB.apiPath());
    if (isApi
        && request.getMethod().equals("GET")
        && response.getStatus() == OK
        && response.getEntity() instanceof String body) {
      String tag = '"' + hash(request.getHeaderString("Authorization") + '\n' + body) + '"';
      response.getHeaders().putSingle("ETag", tag);
      String known = request.getHeaderString("If-None-Match");
      if (known != null && Arrays.asList(known.split("\\s*,\\s*", -1)).contains(tag)) {
        response.setEntity(null);
        response.setStatus(NOT_MODIFIED);
      }
    }
  }

  private static String hash(String body) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is missing from this JDK", e);
    }
  }
}
