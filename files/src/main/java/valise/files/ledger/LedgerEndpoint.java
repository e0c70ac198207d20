package valise.files.ledger;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.json.JsonMapper;
import valise.files.ids.AliasId;
import valise.files.ids.ShareId;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Options;
import valise.platform.Refusal;

/// The record of a share: an addition of ours to the vendor's API.
@Endpoint
final class LedgerEndpoint {

  private static final int MOST = 1_000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Ledger ledger;
  private final Certificates certificates;
  private final ShareEventJson set;

  LedgerEndpoint(Ledger ledger, Certificates certificates, ShareEventJson set) {
    this.ledger = ledger;
    this.certificates = certificates;
    this.set = set;
  }

  private static ShareId share(String id) {
    return ShareId.parse(id).orElseThrow(() -> Refusal.noSuchThing("The share"));
  }

  /// A page of it, oldest first; `$skip` and `$top`, of at most [#MOST].
  @GetMapping("/sf/v3/Shares({id})/Events")
  Answer events(Call call, @PathVariable String id) {
    Options options = call.options();
    Ledger.Page page =
        ledger.ofShare(
            call.principal(),
            share(id),
            options.skip(),
            Math.min(options.top().orElse(MOST), MOST));
    return Answer.page(set, page.events(), page.total());
  }

  /// All of it as a file, `format=csv` or `json`, sent as it is read.
  @GetMapping("/sf/v3/Shares({id})/Events/Export")
  void export(Call call, @PathVariable String id, HttpServletResponse response) throws IOException {
    String format = call.params().text("format").orElse("csv").toLowerCase(Locale.ROOT);
    ShareId share = share(id);
    // Whoever may not read is refused before anything is sent.
    ledger.ofShare(call.principal(), share, 0, 1);
    switch (format) {
      case "csv" -> {
        begin(response, "text/csv; charset=utf-8", "share-events.csv");
        try (Writer out = writer(response)) {
          out.write(EventsCsv.HEADING);
          each(call, share, event -> write(out, EventsCsv.lines(event)));
        }
      }
      case "json" -> {
        begin(response, "application/json", "share-events.json");
        try (Writer out = writer(response)) {
          String[] between = {"[\n"};
          each(
              call,
              share,
              event -> {
                write(out, between[0] + json(event));
                between[0] = ",\n";
              });
          out.write(between[0].equals("[\n") ? "[]\n" : "\n]\n");
        }
      }
      default -> throw Refusal.malformed("BAD_PARAMETER", "'format' must be csv or json.");
    }
  }

  private void each(Call call, ShareId share, Consumer<Recorded> consumer) {
    ledger.eachOfShare(call.principal(), share, consumer);
  }

  /// The event as it was hashed, a text, with its place in the chain.
  private static String json(Recorded event) {
    return MAPPER.writeValueAsString(
        MAPPER
            .createObjectNode()
            .put("seq", event.seq())
            .put("previous", event.previous())
            .put("hash", event.hash())
            .put("event", event.body()));
  }

  private static void write(Writer out, String text) {
    try {
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What was delivered, signed; of one link with `aliasid`.
  @GetMapping("/sf/v3/Shares({id})/Certificate")
  void certificate(Call call, @PathVariable String id, HttpServletResponse response)
      throws IOException {
    Optional<AliasId> link =
        call.params()
            .text("aliasid")
            .map(text ->
                AliasId.parse(text).orElseThrow(() -> Refusal.noSuchThing("The recipient")));
    String certificate = certificates.of(call.principal(), share(id), link);
    begin(response, "application/json", "delivery-certificate.json");
    try (Writer out = writer(response)) {
      out.write(certificate);
    }
  }

  private static void begin(HttpServletResponse response, String type, String name) {
    response.setContentType(type);
    response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.setHeader("Cache-Control", "private, no-store");
  }

  private static Writer writer(HttpServletResponse response) throws IOException {
    return new BufferedWriter(
        new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
  }
}
