package dev.mayfly.console.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** As much of a browser as keeps cookies, and sends any host and header that a test wants. */
final class Browser {

  private final int port;
  private final String host;
  final Map<String, String> cookies = new LinkedHashMap<>();

  Browser(int port, String host) {
    this.port = port;
    this.host = host;
  }

  /** An answer; its headers by names in small letters. */
  record Answer(int status, Map<String, List<String>> headers, String body) {

    String header(String name) {
      return String.join("\n", headers.getOrDefault(name, List.of()));
    }
  }

  /** Asks for a page, as one that is opened by hand. */
  Answer open(String path) throws IOException {
    return send("GET", path, "", "Accept: text/html,*/*;q=0.8");
  }

  Answer post(String path, Map<String, String> form, String... headers) throws IOException {
    String body =
        form.entrySet().stream()
            .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Content-Type: application/x-www-form-urlencoded");
    return send("POST", path, body, all.toArray(String[]::new));
  }

  /** Sends exactly this; a header {@code Host} comes in place of the usual one. */
  Answer send(String method, String path, String body, String... headers) throws IOException {
    List<String> head = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1"));
    head.addAll(List.of(headers));
    if (head.stream().noneMatch(it -> it.startsWith("Host:"))) {
      head.add("Host: " + host);
    }
    if (!cookies.isEmpty()) {
      head.add(
          cookies.entrySet().stream()
              .map(it -> it.getKey() + "=" + it.getValue())
              .collect(Collectors.joining("; ", "Cookie: ", "")));
    }
    head.add("Content-Length: " + body.getBytes(UTF_8).length);
    head.add("Connection: close");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write((String.join("\r\n", head) + "\r\n\r\n" + body).getBytes(UTF_8));
      return keep(read(new String(socket.getInputStream().readAllBytes(), UTF_8)));
    }
  }

  private static Answer read(String text) {
    String[] parts = text.split("\r\n\r\n", 2);
    List<String> lines = parts[0].lines().toList();
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] header = line.split(": ?", 2);
      headers
          .computeIfAbsent(header[0].toLowerCase(Locale.ROOT), it -> new ArrayList<>())
          .add(header[1]);
    }
    return new Answer(Integer.parseInt(lines.get(0).split(" ", -1)[1]), headers, parts[1]);
  }

  private Answer keep(Answer answer) {
    for (String cookie : answer.headers().getOrDefault("set-cookie", List.of())) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      if (cookie.contains("Max-Age=0")) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    return answer;
  }

  /** Returns the value of a hidden field of a form. */
  static Optional<String> field(Answer page, String name) {
    String before = "name=\"" + name + "\" value=\"";
    int at = page.body().indexOf(before);
    return at < 0
        ? Optional.empty()
        : Optional.of(page.body().substring(at + before.length()).split("\"", 2)[0]);
  }
}
