package valise.hub.documents;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
    ResponseEntity.BodyBuilder answer = ResponseEntity.ok();
    if (asked.tagged()) {
      answer.header("Elements-Error", "Tags are not kept.");
    }
    return answer.body(file.json(asked.view()));
  }

  /// Sends a file as it comes from the provider. A file that breaks off there breaks off here: the
  /// connection is cut, so that nobody takes the part for the whole.
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
      OutputStream to = response.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int n = read(answer, buffer); n >= 0; n = read(answer, buffer)) {
        to.write(buffer, 0, n);
      }
    }
  }

  private static int read(ProviderAnswer answer, byte[] buffer) {
    try {
      return answer.body().read(buffer);
    } catch (IOException e) {
      throw ProviderFailure.of(502, "PROVIDER_CUT", "The provider broke off the file.");
    }
  }
}
