package dev.mayfly.console.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mayfly.workflows.cost.CostCsv;
import dev.mayfly.workflows.cost.CostReport.Table;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Writes costs as CSV, where that is asked for. */
@Produces(CostsAsCsv.MEDIA_TYPE)
public final class CostsAsCsv implements MessageBodyWriter<Table> {

  static final String MEDIA_TYPE = "text/csv; charset=utf-8";

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == Table.class;
  }

  @Override
  public void writeTo(
      Table table,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream body)
      throws IOException {
    body.write(CostCsv.of(table).getBytes(UTF_8));
  }
}
