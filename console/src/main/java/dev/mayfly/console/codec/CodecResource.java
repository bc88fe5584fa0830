package dev.mayfly.console.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.mayfly.service.crypto.EncryptingCodec;
import io.dropwizard.auth.Auth;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.payload.codec.PayloadCodec;
import io.temporal.payload.codec.PayloadCodecException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporal's codec protocol: {@code Payloads} as Protobuf's JSON in and out. Nothing of a body is
 * read before the reader is known, and each answer leaves one line in the log. Changes nothing.
 */
@Path("/")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class CodecResource {

  private static final Logger audit = LoggerFactory.getLogger("dev.mayfly.codec.audit");
  // Temporal's messages have at most 4 MiB, and Base64 makes a third more of them.
  private static final int LARGEST_BODY = 8 << 20;
  private static final int LONGEST_NAMESPACE = 200;

  private final PayloadCodec codec;

  /** The same beside other resources. */
  @Path("codec")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public static final class InConsole extends CodecResource {
    InConsole(PayloadCodec codec) {
      super(codec);
    }
  }

  CodecResource(PayloadCodec codec) {
    this.codec = codec;
  }

  /**
   * Decrypts what the Web UI shows.
   *
   * @param namespace as the reader says; nothing depends on it.
   */
  @POST
  @Path("decode")
  public Response decode(
      @Auth Reader reader, @HeaderParam("X-Namespace") @Nullable String namespace, InputStream body)
      throws IOException {
    return answer("decoded", codec::decode, reader, namespace, body);
  }

  /**
   * Encrypts what the Web UI sends with a signal or an update: it refuses to send that in clear.
   */
  @POST
  @Path("encode")
  public Response encode(
      @Auth Reader reader, @HeaderParam("X-Namespace") @Nullable String namespace, InputStream body)
      throws IOException {
    return answer("encoded", codec::encode, reader, namespace, body);
  }

  private static Response answer(
      String done,
      UnaryOperator<List<Payload>> conversion,
      Reader reader,
      @Nullable String namespace,
      InputStream body)
      throws IOException {
    byte[] bytes = body.readNBytes(LARGEST_BODY + 1);
    if (bytes.length > LARGEST_BODY) {
      return refused(413, "the body is larger than 8 MiB");
    }
    Payloads.Builder read = Payloads.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(new String(bytes, UTF_8), read);
    } catch (InvalidProtocolBufferException e) {
      return refused(400, "the body is not Payloads in Protobuf's JSON");
    }
    Payloads sent = read.build();
    try {
      Payloads result =
          Payloads.newBuilder().addAllPayloads(conversion.apply(sent.getPayloadsList())).build();
      note(done, reader, namespace, sent);
      return Response.ok(JsonFormat.printer().print(result))
          .header("Cache-Control", "no-store")
          .build();
    } catch (PayloadCodecException e) {
      note("refused", reader, namespace, sent);
      return refused(422, String.valueOf(e.getMessage()));
    }
  }

  private static void note(
      String result, Reader reader, @Nullable String namespace, Payloads sent) {
    String shown = requireNonNullElse(namespace, "-");
    audit
        .atInfo()
        .addKeyValue("user", reader.name())
        .addKeyValue("namespace", shown.substring(0, Math.min(LONGEST_NAMESPACE, shown.length())))
        .addKeyValue("payloads", sent.getPayloadsCount())
        .addKeyValue(
            "encrypted",
            sent.getPayloadsList().stream().filter(EncryptingCodec::isEncrypted).count())
        .log(result);
  }

  private static Response refused(int status, String message) {
    return Response.status(status).entity(Map.of("message", message)).build();
  }
}
