package valise.files.uploads;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import valise.files.odata.ErrorBody;
import valise.files.odata.Params;
import valise.platform.Refusal;
import valise.platform.blob.NoSuchBlobException;
import valise.platform.blob.OutOfSpaceException;
import valise.platform.http.BodyCutException;
import valise.platform.http.BodyTooLargeException;
import valise.platform.http.IncomingBody;
import valise.platform.http.MalformedPartsException;

/// The addresses that an upload specification names, and their own dialect (sharefile-v3 section
/// 5.6): JSON, or plain text when the client asked for another format. Our stable code stands
/// beside the dialect's members, as in the API's own error body.
///
/// A refusal carries its real HTTP status beside the dialect's body. The reference allows 200 with
/// an error inside, but rclone and the Java SDK's threaded uploader do not read the body of a
/// successful chunk [rclone] [java-sdk], and the vendor's samples check nothing but the status.
@Controller
final class TransferEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(TransferEndpoint.class);
  private static final JsonFactory FACTORY = JsonFactory.builder().build();

  /// On which clients begin the whole upload again [net-sdk] [java-sdk].
  private static final int BEGIN_AGAIN = 605;

  private final Transfers transfers;

  TransferEndpoint(Transfers transfers) {
    this.transfers = transfers;
  }

  @RequestMapping(
      path = {"/upload-standard-2.aspx", "/upload-streaming-2.aspx", "/upload-threaded-2.aspx"},
      method = {RequestMethod.POST, RequestMethod.PUT})
  void bytes(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, transfers::receive);
  }

  /// GET as well [net-sdk].
  @RequestMapping(
      path = "/upload-threaded-3.aspx",
      method = {RequestMethod.POST, RequestMethod.GET})
  void finish(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, transfers::finish);
  }

  /// What is done with an admitted request.
  @FunctionalInterface
  private interface Step {
    Received take(Session session, Params params, Incoming incoming) throws IOException;
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, Step step)
      throws IOException {
    boolean text = false;
    try {
      Params params = Params.parse(request.getQueryString());
      text = wantsText(params, false);
      Session session = transfers.admit(params);
      text = wantsText(params, session.request().textReplies());
      IncomingBody body = IncomingBody.of(request, Long.MAX_VALUE);
      boolean raw = session.request().raw() || params.flag("raw", false);
      Incoming incoming = Incoming.of(body, Optional.ofNullable(request.getContentType()), raw);
      write(response, text, step.take(session, params, incoming));
    } catch (Refusal refusal) {
      refuse(response, text, refusal);
    } catch (OutOfSpaceException full) {
      refuse(response, text, TransferRefusals.outOfSpace());
    } catch (NoSuchBlobException ended) {
      // The session was discarded while this request was writing.
      refuse(response, text, TransferRefusals.unrecognized());
    } catch (BodyTooLargeException tooLarge) {
      refuse(response, text, TransferRefusals.outOfBounds());
    } catch (MalformedPartsException malformed) {
      refuse(
          response,
          text,
          Refusal.malformed("BAD_FORM", "The form cannot be read: " + malformed.getMessage()));
    } catch (BodyCutException cut) {
      refuse(response, text, cut(cut));
    } catch (IOException | RuntimeException failure) {
      LOG.error("upload request failed: {}", request.getRequestURI(), failure);
      refuse(response, text, 500, 500, "INTERNAL", "Something went wrong here.");
    }
  }

  private static Refusal cut(BodyCutException cut) {
    String message = "The request's body was cut after " + cut.received() + " bytes.";
    return switch (cut.how()) {
      case TIMED_OUT -> Refusal.of(Refusal.Kind.TIMED_OUT, "BODY_CUT", message);
      case RESET, SHORT -> Refusal.malformed("BODY_CUT", message);
    };
  }

  /// Any of the names under which clients ask for a format [docs] [net-sdk].
  private static boolean wantsText(Params params, boolean otherwise) {
    return Stream.of("fmt", "respformat", "responseFormat")
        .flatMap(name -> params.text(name).stream())
        .findFirst()
        .map(format -> !format.equalsIgnoreCase("json"))
        .orElse(otherwise);
  }

  private static void write(HttpServletResponse response, boolean text, Received received)
      throws IOException {
    if (text) {
      plain(response, "OK");
      return;
    }
    begin(response, "application/json; charset=utf-8");
    try (JsonGenerator json =
        FACTORY.createGenerator(ObjectWriteContext.empty(), response.getOutputStream())) {
      json.writeStartObject();
      json.writeBooleanProperty("error", false);
      switch (received) {
        case Received.Chunk() -> json.writeStringProperty("value", "");
        case Received.Finished(String files) -> {
          json.writeName("value");
          json.writeRawValue(files);
        }
      }
      json.writeEndObject();
    }
  }

  private static void refuse(HttpServletResponse response, boolean text, Refusal refusal)
      throws IOException {
    int status = ErrorBody.statusOf(refusal.kind());
    boolean again = refusal.code().equals("UNRECOGNIZED_UPLOAD_ID");
    refuse(response, text, status, again ? BEGIN_AGAIN : status, refusal.code(), refusal.text());
  }

  private static void refuse(
      HttpServletResponse response,
      boolean text,
      int status,
      int number,
      String code,
      String message)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(status);
    if (text) {
      plain(response, "ERROR:" + message);
      return;
    }
    begin(response, "application/json; charset=utf-8");
    try (JsonGenerator json =
        FACTORY.createGenerator(ObjectWriteContext.empty(), response.getOutputStream())) {
      json.writeStartObject();
      json.writeBooleanProperty("error", true);
      json.writeStringProperty("errorMessage", message);
      json.writeNumberProperty("errorCode", number);
      json.writeStringProperty("valiseCode", code);
      json.writeEndObject();
    }
  }

  private static void plain(HttpServletResponse response, String body) throws IOException {
    begin(response, "text/plain; charset=utf-8");
    response.getOutputStream().write(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void begin(HttpServletResponse response, String type) {
    response.setContentType(type);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
  }
}
