package valise.files.downloads;

/// Who fetches, as far as the connection tells.
///
/// @param address the network address
/// @param userAgent what the client calls itself, or empty text
public record Fetcher(String address, String userAgent) {

  private static final int LONGEST_AGENT = 500;

  public Fetcher {
    userAgent =
        userAgent.length() > LONGEST_AGENT ? userAgent.substring(0, LONGEST_AGENT) : userAgent;
  }
}
