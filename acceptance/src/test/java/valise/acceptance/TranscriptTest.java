package valise.acceptance;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import valise.platform.evidence.Assumed;

/// What the vendor's own clients say to a server, and need to hear. The transcripts were written
/// from the clients' sources; nobody recorded them at the vendor's.
@ExtendWith(TheServer.class)
class TranscriptTest {

  @Test
  @Assumed(
      from = "the .NET SDK's source",
      area = ".NET SDK",
      claim =
          "challenge, cookie, capabilities, list, create, threaded upload finished by GET, range download, rename, copy, delete by cookie, logout")
  void theDotNetSdkIsChallengedThenRidesOnItsCookie(PackagedServer server) throws IOException {
    replay("dot-net.http", server);
  }

  @Test
  @Assumed(
      from = "the Java SDK's source",
      area = "Java SDK",
      claim =
          "login without encoding, PATCH and DELETE in a POST, bodyless POST, streamed, threaded and empty uploads, dates, refresh")
  void theJavaSdkPatchesByPostAndStreamsItsUploads(PackagedServer server) throws IOException {
    replay("java-sdk.http", server);
  }

  @Test
  @Assumed(
      from = "the PowerShell module's source",
      area = "PowerShell",
      claim =
          "a drive mapped, listed, filtered, changed; copies both ways; synchronising with bulk deletes")
  void thePowerShellDriveIsMappedListedChangedAndSynchronised(PackagedServer server)
      throws IOException {
    replay("powershell.http", server);
  }

  @Test
  @Assumed(
      from = "the vendor's published samples",
      area = "Vendor samples",
      claim =
          "token by GET, upload by GET and an odd multipart form, download by the bare redirect, nested selection, clients")
  void theVendorsSamplesWorkAsTheyStand(PackagedServer server) throws IOException {
    replay("vendor-samples.http", server);
  }

  private static void replay(String name, PackagedServer server) throws IOException {
    PackagedServer.FirstStart facts = server.firstStart();
    Transcript.read(name)
        .replay(
            server.port(),
            new Pattern()
                .bind("base", server.uri().toString())
                .bind("email", facts.email())
                .bind("password", facts.password())
                .bind("clientId", facts.clientId())
                .bind("clientSecret", facts.clientSecret())
                .bind(
                    "unique",
                    Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), 36)
                        .toLowerCase(Locale.ROOT)));
  }
}
