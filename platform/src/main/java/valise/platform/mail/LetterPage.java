package valise.platform.mail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;

/// A letter as a page, in the colours of our web pages.
///
/// Mail programs are not browsers. Outlook lays out tables only and knows no padding of a link;
/// Gmail drops style sheets that it does not like, so what matters is inline; those that know the
/// dark take it from the one style sheet. Nothing is fetched: no picture, no font, no counter.
final class LetterPage {

  private static final String FONT =
      "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif;";
  private static final String TEXT = FONT + "font-size:16px;line-height:24px;color:#1b1f27;";
  private static final String QUIET = FONT + "font-size:14px;line-height:21px;color:#515a69;";
  private static final String WRAP = "overflow-wrap:anywhere;word-break:break-word;";

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="x-apple-disable-message-reformatting">
      <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
      <title>{subject}</title>
      <style>
      :root { color-scheme: light dark; supported-color-schemes: light dark; }
      body { -webkit-text-size-adjust: 100%; -ms-text-size-adjust: 100%; }
      @media (max-width: 480px) {
      .card { padding: 24px 20px !important; }
      .wide { width: 100% !important; text-align: center !important; }
      .wide a { display: block !important; }
      }
      @media (prefers-color-scheme: dark) {
      .ground { background-color: #12151a !important; }
      .card { background-color: #1c2129 !important; border-color: #1c2129 !important; }
      .text { color: #edf0f5 !important; }
      .quiet { color: #b3bccb !important; }
      .line { border-color: #3a424e !important; }
      .words { background-color: #242a33 !important; border-color: #8ab8ff !important; }
      .do { background-color: #8ab8ff !important; }
      .do a { color: #0c1a30 !important; }
      .link { color: #8ab8ff !important; }
      }
      </style>
      <!--[if mso]><style>td, h1, p, a { font-family: "Segoe UI", Arial, sans-serif !important; }</style><![endif]-->
      </head>
      <body class="ground" style="margin:0;padding:0;background-color:#f2f4f7;">
      {preview}<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f2f4f7;">
      <tr><td align="center" style="padding:32px 16px;">
      <!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
      <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;">
      <tr><td class="text" style="{text}{wrap}font-weight:600;padding:0 4px 16px;">{house}</td></tr>
      <tr><td class="card" style="{text}{wrap}background-color:#ffffff;border:1px solid #e3e7ed;border-radius:12px;padding:32px;">
      """;

  private static final String TAIL =
      """
      </td></tr>
      <tr><td class="quiet" style="{quiet}{wrap}font-size:13px;line-height:20px;padding:16px 4px 0;">{footnote}</td></tr>
      </table>
      <!--[if mso]></td></tr></table><![endif]-->
      </td></tr>
      </table>
      </body>
      </html>
      """;

  /// Keeps what follows out of the preview.
  private static final String FILLER = "&#847;&zwnj;&nbsp;".repeat(60);

  private LetterPage() {}

  static String of(Letter letter) {
    StringBuilder page = new StringBuilder();
    page.append(
        styled(HEAD)
            .replace("{subject}", escaped(letter.subject()))
            .replace("{preview}", preview(letter.preview()))
            .replace("{house}", escaped(letter.house())));
    List<Letter.Part> parts = letter.parts();
    for (int i = 0; i < parts.size(); i++) {
      page.append(part(parts.get(i), i == parts.size() - 1 ? 0 : 20)).append('\n');
    }
    return page.append(styled(TAIL).replace("{footnote}", escaped(letter.footnote()))).toString();
  }

  private static String styled(String html) {
    return html.replace("{text}", TEXT).replace("{quiet}", QUIET).replace("{wrap}", WRAP);
  }

  private static String preview(String text) {
    return text.isEmpty()
        ? ""
        : "<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all;\">"
            + escaped(text)
            + FILLER
            + "</div>\n";
  }

  /// @param below pixels until the next part
  private static String part(Letter.Part part, int below) {
    String margin = "margin:0 0 " + below + "px;";
    return switch (part) {
      case Letter.Part.Title(String text) ->
          "<h1 class=\"text\" style=\"%s%smargin:0 0 16px;font-size:24px;line-height:30px;font-weight:600;\">%s</h1>"
              .formatted(TEXT, WRAP, escaped(text));
      case Letter.Part.Paragraph(String text) ->
          "<p class=\"text\" style=\"%s%s%s\">%s</p>".formatted(TEXT, WRAP, margin, escaped(text));
      case Letter.Part.Aside(String text) ->
          "<p class=\"quiet\" style=\"%s%s%s\">%s</p>"
              .formatted(QUIET, WRAP, margin, escaped(text));
      case Letter.Part.Words(String text) -> words(text, below);
      case Letter.Part.Facts(var facts) -> facts(facts, below);
      case Letter.Part.Things(var things, int more) -> things(things, more, below);
      case Letter.Part.Button(String label, String address) -> button(label, address, below);
    };
  }

  private static String table(String rows, int below) {
    return "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">"
        + rows
        + "</table>"
        + gap(below);
  }

  /// Outlook knows no margins of tables.
  private static String gap(int pixels) {
    return pixels == 0
        ? ""
        : "<div style=\"height:%1$dpx;line-height:%1$dpx;font-size:1px;\">&nbsp;</div>"
            .formatted(pixels);
  }

  private static String words(String text, int below) {
    String lines = text.lines().map(LetterPage::escaped).collect(Collectors.joining("<br>\n"));
    return table(
        "<tr><td class=\"words text\" style=\"%s%spadding:14px 18px;background-color:#f5f7fa;border-left:3px solid #0b57c4;border-radius:4px;\">%s</td></tr>"
            .formatted(TEXT, WRAP, lines),
        below);
  }

  private static String facts(List<Letter.Fact> facts, int below) {
    return table(
        facts.stream()
            .map(fact ->
                """
                <tr><td class="quiet" valign="top" style="%spadding:3px 16px 3px 0;white-space:nowrap;">%s</td>\
                <td class="text" valign="top" width="100%%" style="%s%sfont-size:14px;line-height:21px;padding:3px 0;">%s</td></tr>\
                """
                    .formatted(QUIET, escaped(fact.name()), TEXT, WRAP, escaped(fact.value())))
            .collect(Collectors.joining("\n")),
        below);
  }

  private static String things(List<Letter.Thing> things, int more, int below) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < things.size(); i++) {
      boolean last = i == things.size() - 1 && more == 0;
      rows.append(thing(things.get(i), last ? "" : "border-bottom:1px solid #e3e7ed;"));
    }
    if (more > 0) {
      rows.append(
          "<tr><td class=\"quiet\" colspan=\"2\" style=\"%spadding:10px 0;\">and %d more</td></tr>"
              .formatted(QUIET, more));
    }
    return table(rows.toString(), below);
  }

  private static String thing(Letter.Thing thing, String line) {
    return """
    <tr><td class="text line" valign="top" width="100%%" style="%1$s%2$sfont-size:15px;line-height:22px;padding:10px 16px 10px 0;%6$s">%3$s</td>\
    <td class="quiet line" align="right" valign="top" style="%4$spadding:10px 0;white-space:nowrap;%6$s">%5$s</td></tr>
    """
        .formatted(TEXT, WRAP, escaped(thing.name()), QUIET, escaped(thing.detail()), line);
  }

  private static String button(String label, String address, int below) {
    String link = escaped(address);
    return """
    <table role="presentation" class="wide" cellpadding="0" cellspacing="0" border="0"><tr>\
    <td class="do" align="center" bgcolor="#0b57c4" style="border-radius:8px;background-color:#0b57c4;mso-padding-alt:14px 28px;">\
    <a href="%1$s" style="%2$sdisplay:inline-block;padding:14px 28px;color:#ffffff;font-weight:600;text-decoration:none;border-radius:8px;">%3$s</a></td>\
    </tr></table>%4$s<p class="quiet" style="%5$s%6$smargin:0 0 %7$dpx;font-size:13px;line-height:20px;">\
    Or open <a class="link" href="%1$s" style="color:#0b57c4;text-decoration:underline;">%1$s</a></p>\
    """
        .formatted(link, TEXT, escaped(label), gap(10), QUIET, WRAP, below);
  }

  private static String escaped(String text) {
    return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name()).strip();
  }
}
