package valise.acceptance;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The first administrator at the sign-in pages, with cookies and forms as a browser has them.
final class SignIn {

  private final PackagedServer.FirstStart facts;
  private final HttpClient browser =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(new CookieManager())
          .build();

  SignIn(PackagedServer.FirstStart facts) {
    this.facts = facts;
  }

  private HttpResponse<String> open(URI address) throws IOException, InterruptedException {
    return browser.send(
        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
        BodyHandlers.ofString());
  }

  /// Follows redirects by hand until there is a page, or one that goes back to the app.
  private HttpResponse<String> page(URI address) throws IOException, InterruptedException {
    HttpResponse<String> answer = open(address);
    while (answer.statusCode() == 302 && !location(answer).contains("code=")) {
      answer = open(answer.uri().resolve(location(answer)));
    }
    return answer;
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> filled)
      throws IOException, InterruptedException {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher hidden =
        Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">")
            .matcher(page.body());
    while (hidden.find()) {
      fields.put(hidden.group(1), hidden.group(2));
    }
    fields.putAll(filled);
    String action =
        page.body()
            .replaceFirst("(?s).*<form[^>]* action=\"([^\"]*)\".*", "$1")
            .replace("&amp;", "&");
    return browser.send(
        HttpRequest.newBuilder(page.uri().resolve(action))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(Caller.encode(fields)))
            .build(),
        BodyHandlers.ofString());
  }

  /// Signs in on the pages of the file side and says yes; what the app is sent back with.
  String code(String oauthUrl) throws IOException, InterruptedException {
    HttpResponse<String> signedIn =
        submit(
            page(URI.create(oauthUrl)),
            Map.of("email", facts.email(), "password", facts.password()));
    HttpResponse<String> consent = page(signedIn.uri().resolve(location(signedIn)));
    // Who allowed the app before is not asked again.
    HttpResponse<String> back =
        consent.statusCode() == 302 ? consent : submit(consent, Map.of("scope", "files"));
    return location(back).replaceFirst(".*[?&]code=([^&]*).*", "$1");
  }
}
