package valise.files.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Events as lines of CSV (RFC 4180), one for each item of an event, or one for an event about
/// none.
final class EventsCsv {

  static final String HEADING =
      "Sequence,Time,Event,Recipient,User,Address,Program,ItemId,Name,Size,MD5,Bytes,Ranges,Complete,Hash\r\n";

  private EventsCsv() {}

  static String lines(Recorded event) {
    JsonNode body = event.content();
    List<JsonNode> items = new ArrayList<>();
    body.path("items").forEach(items::add);
    if (items.isEmpty()) {
      items.add(body.path("none"));
    }
    return items.stream().map(item -> line(event, body, item)).collect(Collectors.joining());
  }

  private static String line(Recorded event, JsonNode body, JsonNode item) {
    List<String> cells =
        List.of(
            Long.toString(event.seq()),
            event.at().toString(),
            event.kind(),
            text(body, "recipient"),
            text(body, "actor"),
            text(body, "address"),
            text(body, "agent"),
            text(item, "id"),
            text(item, "name"),
            text(item, "size"),
            text(item, "md5"),
            text(body, "bytes"),
            text(body, "ranges"),
            text(body, "complete"),
            event.hash());
    return cells.stream().map(EventsCsv::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString("");
  }

  /// Spreadsheets run a cell that begins like a formula, and names of files and programs are what
  /// strangers chose: such a cell gets an apostrophe in front, which makes it text.
  static String cell(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
    String safe = formula ? "'" + text : text;
    return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }
}
