package valise.hub.documents;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.ContentDisposition;
import org.springframework.http.ResponseEntity;
import valise.hub.mapping.ProviderAnswer;
import valise.hub.wire.ProviderFailure;

/// How the documents hub answers.
final class Answers {

  private static final int LARGEST_PAGE = 200;
  private static final int BUFFER = 16 << 10;

  private Answers() {}

  static ResponseEntity<List<Map<String, Object>>> page(Listing<CloudFile> listing, Asked asked) {
    CloudFile.View view = asked.view();
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.ok()
            .header("Elements-Returned-Count", Integer.toString(listing.items().size()));
    listing.total().ifPresent(it -> answer.header("Elements-Total-Count", Long.toString(it)));
    listing.next().ifPresent(it -> answer.header("Elements-Next-Page-Token", it));
    List<String> warnings = new ArrayList<>();
    asked
        .text("pageSize")
        .filter(text -> text.matches("\\d{1,9}") && Integer.parseInt(text) > LARGEST_PAGE)
        .ifPresent(text -> warnings.add("The largest page has " + LARGEST_PAGE + " entries."));
    if (!warnings.isEmpty()) {
      answer.header("Elements-Error", String.join(" ", warnings));
    }
    return answer.body(listing.items().stream().map(file -> file.json(view)).toList());
  }

  static ResponseEntity<Map<String, Object>> one(CloudFile file, Asked asked) {
    return ResponseEntity.ok(file.json(asked.view()));
  }

  /// What there is to say of a thing.
  static ResponseEntity<Map<String, Object>> described(Cabinet cabinet, Item item, Asked asked) {
    boolean tags = asked.flag("fetchTags", cabinet.showsTags());
    return one(new Labels(cabinet).shown(List.of(cabinet.located(item)), tags).getFirst(), asked);
  }

  /// Sends a file as it comes from the provider. A file that breaks off there breaks off here, so
  /// that nobody takes the part for the whole.
  ///
  /// @throws ProviderFailure when the provider breaks off
  static void content(ProviderAnswer answer, String name, HttpServletResponse response)
      throws IOException {
    try (answer) {
      response.setStatus(answer.status() == 206 ? 206 : 200);
      response.setContentType(
          answer
              .header("Content-Type")
              .filter(type -> type.matches("[\\x20-\\x7e]{3,200}"))
              .orElse("application/octet-stream"));
      response.setHeader(
          "Content-Disposition",
          ContentDisposition.attachment()
              .filename(name, StandardCharsets.UTF_8)
              .build()
              .toString());
      // A stranger's page must not run here, whatever it says it is.
      response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
      answer.header("Content-Range").ifPresent(it -> response.setHeader("Content-Range", it));
      answer.header("Accept-Ranges").ifPresent(it -> response.setHeader("Accept-Ranges", it));
      answer.length().ifPresent(response::setContentLengthLong);
      pass(answer.body(), response.getOutputStream());
    }
  }

  private static void pass(InputStream in, OutputStream out) throws IOException {
    byte[] some = new byte[BUFFER];
    for (int n = read(in, some); n >= 0; n = read(in, some)) {
      out.write(some, 0, n);
    }
  }

  private static int read(InputStream in, byte[] into) {
    try {
      return in.read(into);
    } catch (IOException e) {
      throw ProviderFailure.of(
          502, "PROVIDER_CUT", "The provider broke off before the end of the file.");
    }
  }
}
