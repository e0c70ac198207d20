package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;

/// What a client tells about itself in the `X-SFAPI-*` headers, and where it calls from [docs].
/// Kept for people to look at; nothing is decided by it.
record ClientFacts(
    String tool, String toolVersion, String deviceId, String deviceName, String remoteAddress) {

  static final ClientFacts NONE = new ClientFacts("", "", "", "", "");

  static ClientFacts of(HttpServletRequest request) {
    String tool = header(request, "X-SFAPI-Tool", 200);
    return new ClientFacts(
        tool.isEmpty() ? header(request, "User-Agent", 200) : tool,
        header(request, "X-SFAPI-ToolVersion", 100),
        header(request, "X-SFAPI-DeviceId", 200),
        header(request, "X-SFAPI-DeviceName", 200),
        cut(request.getRemoteAddr(), 64));
  }

  private static String header(HttpServletRequest request, String name, int max) {
    String value = request.getHeader(name);
    return value == null ? "" : cut(value.strip(), max);
  }

  private static String cut(String text, int max) {
    // PostgreSQL has no NUL in text.
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= max ? clean : clean.substring(0, max);
  }
}
