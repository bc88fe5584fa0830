package dev.mayfly.console.pages;

import com.google.common.io.Resources;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;

/**
 * The stylesheet, the script and the icon: all that pages load. The same for all, signed in or not.
 */
@PermitAll
@Path("assets/{name: console.css|console.js|icon.svg}")
public final class Assets {

  private static final Map<String, String> TYPES =
      Map.of("css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");

  @GET
  public Response asset(@PathParam("name") String name) throws IOException {
    byte[] content = Resources.toByteArray(Resources.getResource(getClass(), name));
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
    return Response.ok(content, type + "; charset=utf-8").build();
  }
}
