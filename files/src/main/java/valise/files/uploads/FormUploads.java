package valise.files.uploads;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import valise.files.odata.Params;
import valise.platform.Refusal;
import valise.platform.blob.OutOfSpaceException;
import valise.platform.http.BodyCutException;
import valise.platform.http.IncomingBody;
import valise.platform.http.MalformedPartsException;

/// Takes the files of a plain form on one of our own pages: the second step of an upload in the
/// same request as the first.
@Component
public final class FormUploads {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Transfers transfers;

  FormUploads(Transfers transfers) {
    this.transfers = transfers;
  }

  /// A file that has arrived.
  ///
  /// @param name as its sender calls it, not checked: the name it got may tell what was there
  ///   before
  /// @param size bytes
  /// @param md5 lower-case hexadecimal
  public record Arrival(String name, long size, String md5) {}

  /// Takes all files in the request's body, into an upload that was opened for them. A name that is
  /// taken gets a number.
  ///
  /// @param upload opened with [UploadMethod#STANDARD]
  /// @throws Refusal when they cannot be taken; none of them is there then
  public List<Arrival> take(HttpServletRequest request, UploadSpecification upload)
      throws IOException {
    Params address =
        Params.parse(URI.create(upload.chunkUri()).getRawQuery() + "&forceunique=true");
    Session session = transfers.admit(address);
    try {
      Incoming incoming =
          Incoming.of(
              IncomingBody.of(request, Long.MAX_VALUE),
              Optional.ofNullable(request.getContentType()),
              false);
      Received received = transfers.receive(session, address, incoming);
      return received instanceof Received.Finished(String answer)
          ? arrivals(MAPPER.readValue(answer, FinishedFile[].class), incoming.names())
          : List.of();
    } catch (OutOfSpaceException full) {
      throw TransferRefusals.outOfSpace();
    } catch (MalformedPartsException malformed) {
      throw Refusal.malformed("BAD_FORM", "The form cannot be read: " + malformed.getMessage());
    } catch (BodyCutException cut) {
      throw Refusal.malformed(
          "BODY_CUT", "The request's body was cut after " + cut.received() + " bytes.");
    }
  }

  private static List<Arrival> arrivals(FinishedFile[] files, List<String> names) {
    return IntStream.range(0, files.length)
        .mapToObj(i -> new Arrival(names.get(i), files[i].size(), files[i].md5()))
        .toList();
  }
}
