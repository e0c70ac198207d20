package valise.files.oauth;

import jakarta.servlet.http.HttpServletRequest;

/// The host and port a client used, as it wrote them.
final class Hosts {

  private Hosts() {}

  static String of(HttpServletRequest request) {
    String host = request.getServerName();
    String name = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    int port = request.getServerPort();
    boolean usual = request.isSecure() ? port == 443 : port == 80;
    return usual ? name : name + ":" + port;
  }
}
