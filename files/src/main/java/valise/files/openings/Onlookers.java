package valise.files.openings;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Requests behind which nobody looks: browsers that fetch ahead, and programs that read mails and
/// messages for their links. They see the same page; that they did is nobody's having opened it.
final class Onlookers {

  private static final Pattern PROGRAMS =
      Pattern.compile(
          "bot\\b|bot/|crawl|spider|scanner|preview|prefetch|facebookexternalhit|whatsapp|"
              + "slack-imgproxy|mimecast|proofpoint|barracuda|safelinks|urldefense|virustotal|"
              + "google-safety",
          Pattern.CASE_INSENSITIVE);

  private Onlookers() {}

  static boolean isOne(HttpServletRequest request) {
    if (request.getMethod().equals("HEAD")) {
      return true;
    }
    boolean ahead =
        Stream.of("Purpose", "Sec-Purpose", "X-Moz", "X-Purpose")
            .map(request::getHeader)
            .anyMatch(value ->
                value != null
                    && value.toLowerCase(Locale.ROOT).matches(".*(prefetch|preview|prerender).*"));
    String agent = request.getHeader("User-Agent");
    return ahead || (agent != null && PROGRAMS.matcher(agent).find());
  }
}
