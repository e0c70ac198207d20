package valise.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// A conversation between a client and the server as a file: what the client says, line for line,
/// and what it needs to hear. The client's words come from its sources; each step is a connection.
///
/// ```
/// === A name for the step
/// > POST /sf/v3/Items(${home})/Folder?overwrite=False
/// > Content-Type: application/json
/// >
/// > {"Name":"Reports"}
/// < 200
/// < Content-Type: application/json${*}
/// <
/// < {"Id":"${folder:id}","Name":"Reports"}
/// ```
///
/// Lines of a body are joined by CR LF. A line `@content SEED FROM TO` stands for a part of
/// [Content]. An expected body that begins with a brace or bracket is JSON, see [Pattern]; `@empty`
/// is none. Before the first step stand remarks.
final class Transcript {

  private record Step(String name, int line, List<String> said, List<String> heard) {}

  private final String name;
  private final List<Step> steps;

  private Transcript(String name, List<Step> steps) {
    this.name = name;
    this.steps = steps;
  }

  static Transcript read(String name) throws IOException {
    try (InputStream in = Transcript.class.getResourceAsStream("/transcripts/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("There is no transcript " + name);
      }
      List<Step> steps = new ArrayList<>();
      int number = 0;
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        number++;
        if (line.startsWith("===")) {
          steps.add(
              new Step(line.substring(3).strip(), number, new ArrayList<>(), new ArrayList<>()));
        } else if (line.startsWith(">") || line.startsWith("<")) {
          Step step = steps.getLast();
          (line.startsWith(">") ? step.said() : step.heard())
              .add(line.length() < 2 ? "" : line.substring(line.charAt(1) == ' ' ? 2 : 1));
        } else if (!line.isBlank() && !steps.isEmpty()) {
          throw new IllegalArgumentException(name + ":" + number + " is neither said nor heard");
        }
      }
      return new Transcript(name, steps);
    }
  }

  /// Has the conversation; fails at the first answer that is not as expected.
  void replay(int port, Pattern pattern) throws IOException {
    for (Step step : steps) {
      Said said = said(step, port, pattern);
      Answer answer = Wire.exchange(port, said.head(), said.body());
      String difference = difference(step.heard(), answer, pattern);
      if (!difference.isEmpty()) {
        throw new AssertionError(
            "%s:%d %s: %s%n--- said%n%s%n--- heard%n%s"
                .formatted(name, step.line(), step.name(), difference, said.head(), answer));
      }
    }
  }

  private record Said(String head, byte[] body) {}

  private static Said said(Step step, int port, Pattern pattern) throws IOException {
    int blank = step.said().indexOf("");
    List<String> head = blank < 0 ? step.said() : step.said().subList(0, blank);
    List<String> body = blank < 0 ? List.of() : step.said().subList(blank + 1, step.said().size());
    String[] request = pattern.say(head.getFirst()).split(" ", 2);
    StringBuilder lines =
        new StringBuilder(request[0])
            .append(' ')
            .append(target(request[1], port))
            .append(" HTTP/1.1");
    for (String header : head.subList(1, head.size())) {
      lines.append("\r\n").append(pattern.say(header));
    }
    return new Said(lines.toString(), body(body, pattern));
  }

  private static String target(String target, int port) {
    if (target.startsWith("/")) {
      return target;
    }
    URI uri = URI.create(target);
    if (uri.getPort() != port) {
      throw new AssertionError("The server sent its client to a stranger: " + target);
    }
    return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
  }

  private static byte[] body(List<String> lines, Pattern pattern) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        body.write('\r');
        body.write('\n');
      }
      Optional<byte[]> content = content(lines.get(i));
      body.write(
          content.isPresent()
              ? content.get()
              : pattern.say(lines.get(i)).getBytes(StandardCharsets.UTF_8));
    }
    return body.toByteArray();
  }

  private static Optional<byte[]> content(String line) {
    if (!line.startsWith("@content ")) {
      return Optional.empty();
    }
    long[] numbers = Arrays.stream(line.split(" ")).skip(1).mapToLong(Long::parseLong).toArray();
    return Optional.of(Content.part(numbers[0], numbers[1], numbers[2]));
  }

  private static String difference(List<String> heard, Answer answer, Pattern pattern) {
    if (Integer.parseInt(heard.getFirst()) != answer.status()) {
      return "the status is " + answer.status() + ", not " + heard.getFirst();
    }
    int blank = heard.indexOf("");
    for (String header : heard.subList(1, blank < 0 ? heard.size() : blank)) {
      String[] parts = header.split(":", 2);
      String expected = parts[1].strip();
      List<String> values =
          answer.headers().getOrDefault(parts[0].toLowerCase(java.util.Locale.ROOT), List.of());
      boolean fits =
          expected.equals("${:absent}")
              ? values.isEmpty()
              : values.stream().anyMatch(value -> pattern.matches(expected, value));
      if (!fits) {
        return "the header " + header + " is not there, but " + values;
      }
    }
    return blank < 0
        ? ""
        : bodyDifference(
            String.join("\n", heard.subList(blank + 1, heard.size())), answer, pattern);
  }

  private static String bodyDifference(String expected, Answer answer, Pattern pattern) {
    if (expected.equals("@empty")) {
      return answer.body().length == 0 ? "" : "the body is not empty";
    }
    Optional<byte[]> content = content(expected);
    if (content.isPresent()) {
      return Arrays.equals(content.get(), answer.body()) ? "" : "the bytes are others";
    }
    if (expected.startsWith("{") || expected.startsWith("[")) {
      try {
        return pattern.difference(Answer.JSON.readTree(expected), answer.json(), "the answer");
      } catch (JacksonException e) {
        return "the body is no JSON, or the expectation is none: " + e.getMessage();
      }
    }
    return pattern.matches(expected, answer.text()) ? "" : "the body is not " + expected;
  }
}
