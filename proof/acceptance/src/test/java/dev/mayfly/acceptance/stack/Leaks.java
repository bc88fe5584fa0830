package dev.mayfly.acceptance.stack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Searches for secrets, as they are and in the usual disguises: Base64 (at any offset, so also
 * inside of something larger), hexadecimal, URL-encoded. Finds say where, and the name of the
 * secret, never the secret.
 */
public final class Leaks {

  private final Map<String, String> secrets;

  /**
   * @param secrets by what they are called.
   */
  public Leaks(Map<String, String> secrets) {
    this.secrets = Map.copyOf(secrets);
  }

  /** In every text and every byte of a message, at whatever depth. */
  public List<String> in(Message message) {
    List<String> found = new ArrayList<>();
    search("", message, found);
    return found;
  }

  /** In a text, such as a log. */
  public List<String> in(String where, String text) {
    List<String> found = new ArrayList<>();
    look(where, text.getBytes(UTF_8), found);
    return found;
  }

  private void search(String path, Message message, List<String> found) {
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      String name = path + "/" + field.getKey().getName();
      if (field.getValue() instanceof List<?> values) {
        for (int i = 0; i < values.size(); i++) {
          value(name + "[" + i + "]", values.get(i), found);
        }
      } else {
        value(name, field.getValue(), found);
      }
    }
  }

  private void value(String path, Object value, List<String> found) {
    if (value instanceof Message inner) {
      search(path, inner, found);
    } else if (value instanceof ByteString bytes) {
      look(path, bytes.toByteArray(), found);
    } else if (value instanceof String text) {
      look(path, text.getBytes(UTF_8), found);
    }
  }

  private void look(String path, byte[] bytes, List<String> found) {
    String text = new String(bytes, ISO_8859_1);
    secrets.forEach(
        (name, secret) -> {
          if (forms(secret).stream().anyMatch(text::contains)) {
            found.add(path + " has the " + name);
          }
        });
  }

  private static Set<String> forms(String secret) {
    Set<String> forms = new LinkedHashSet<>();
    byte[] bytes = secret.getBytes(UTF_8);
    forms.add(new String(bytes, ISO_8859_1));
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    forms.add(URLEncoder.encode(secret, UTF_8));
    for (int offset = 0; offset < 3; offset++) {
      String base64 = base64(bytes, offset);
      forms.add(base64);
      forms.add(base64.replace('+', '-').replace('/', '_'));
    }
    return forms;
  }

  /** Those digits that depend on nothing but the bytes, when they stand at this offset of three. */
  private static String base64(byte[] bytes, int offset) {
    byte[] shifted = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, shifted, offset, bytes.length);
    String digits = Base64.getEncoder().encodeToString(shifted);
    int first = Arrays.asList(0, 2, 3).get(offset);
    return digits.substring(first, shifted.length * 8 / 6);
  }
}
