package valise.files.notices;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.grants.GrantLetter;
import valise.files.users.UserLetters;
import valise.platform.mail.Letter;

/// Every mail of the house with sample data, for operators to look at.
public final class Gallery {

  private static final String HOUSE = "Acme Surveyors";
  private static final String SERVER = "https://files.example.com";
  private static final String SENDER = "Jane Doe";
  private static final String READER = "Sam O'Neill";
  private static final String FOLDER = "Harbour Street 12";
  private static final String PASSWORD = SERVER + "/choose-password?code=EXAMPLE";
  private static final String DAY = "Tuesday, 3 March 2026";
  private static final String MINUTE = "Tuesday, 3 March 2026, 14:05 CET";
  private static final String WORDS =
      """
      Dear Sam,

      here are the plans and the report, as promised on the phone.

      Kind regards
      Jane\
      """;
  private static final List<Letter.Thing> THINGS =
      List.of(
          new Letter.Thing("Site plan, second floor.pdf", "2.4 MB"),
          new Letter.Thing("Survey report 2026.docx", "318 KB"),
          new Letter.Thing("Photographs", "folder"));

  private Gallery() {}

  private static ShareLetters.Matter matter(
      String words, List<Letter.Thing> things, boolean login, Optional<String> activation) {
    return new ShareLetters.Matter(
        HOUSE,
        SENDER,
        "Plans and report for Harbour Street",
        words,
        things,
        Optional.of(MINUTE),
        things.isEmpty() ? Optional.empty() : Optional.of(5),
        false,
        login,
        activation,
        SERVER + (things.isEmpty() && !login ? "/r/" : "/d/") + "a2c4e6f80b1d4f3a9c5e7b0d2f4a6c8e");
  }

  /// By name, in the order in which people meet them.
  public static Map<String, Letter> all() {
    Map<String, Letter> all = new LinkedHashMap<>();
    ShareLetters.Matter open = matter(WORDS, THINGS, false, Optional.empty());
    ShareLetters.Matter asked =
        matter("Please send us the signed forms.", List.of(), false, Optional.empty());
    all.put("share-sent", ShareLetters.sent(open));
    all.put(
        "share-sent-login",
        ShareLetters.sent(matter(WORDS, List.of(), true, Optional.of(PASSWORD))));
    all.put("share-copy", ShareLetters.copy(open, List.of(READER, "lee@example.org"), false));
    all.put("share-activation", ShareLetters.activation(HOUSE, SENDER, PASSWORD, open.link()));
    all.put(
        "share-downloaded",
        ShareLetters.downloaded(HOUSE, Optional.of(READER), "Plans and report", THINGS, MINUTE));
    all.put(
        "share-ending",
        ShareLetters.ending(HOUSE, "Plans and report", false, List.of(READER), DAY, MINUTE));
    all.put("request", ShareLetters.requested(asked));
    all.put("request-reminder", ShareLetters.reminder(asked));
    all.put(
        "request-uploaded",
        ShareLetters.uploaded(HOUSE, Optional.of(READER), FOLDER, THINGS.subList(0, 2), MINUTE));
    all.put(
        "folder-news",
        FolderLetters.news(
            HOUSE,
            FOLDER,
            List.of(
                new FolderLetters.Doing(SENDER, true, THINGS.subList(0, 2)),
                new FolderLetters.Doing(READER, false, THINGS.subList(0, 1))),
            SERVER));
    all.put(
        "folder-access",
        GrantLetter.of(
            HOUSE,
            SENDER,
            READER,
            FOLDER,
            Rights.of(Right.VIEW, Right.DOWNLOAD, Right.UPLOAD),
            "Have a look at the plans, please.",
            SERVER));
    all.put("welcome", UserLetters.welcome(HOUSE, READER, "Welcome aboard!", PASSWORD));
    all.put("password-forgotten", UserLetters.forgotten(HOUSE, READER, PASSWORD));
    all.put("password-changed", UserLetters.passwordChanged(HOUSE, READER));
    all.put(
        "address-confirm",
        UserLetters.confirmAddress(HOUSE, READER, SERVER + "/confirm-address?code=EXAMPLE"));
    all.put("accounts", UserLetters.accounts("valise", List.of(new Letter.Thing(HOUSE, "acme"))));
    return all;
  }
}
