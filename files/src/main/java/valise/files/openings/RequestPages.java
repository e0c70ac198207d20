package valise.files.openings;

import static valise.files.openings.Doorstep.template;
import static valise.files.shares.Share.Kind.REQUEST;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.oauth.FormGuard;
import valise.files.odata.Anonymous;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.openings.Doorstep.Visit;
import valise.files.pages.Page;
import valise.files.pages.PageFile;
import valise.files.shares.Entrance;
import valise.files.shares.Opening;
import valise.files.shares.Share;
import valise.files.uploads.FormUploads;
import valise.files.uploads.UploadSpecification;
import valise.files.uploads.UploadSpecificationJson;
import valise.platform.Refusal;

/// The page where files that somebody asked for are handed in (sharefile-v3 section 1.3).
///
/// Its script opens an upload for each file and then talks to the same addresses as any client.
/// Without it, one form takes all files at once.
@Endpoint
final class RequestPages {

  private static final String SCRIPT_PATH = "/pages/upload.js";
  private static final PageFile SCRIPT = PageFile.beside(RequestPages.class, SCRIPT_PATH);

  private final Doorstep doorstep;
  private final Entrance entrance;
  private final FormUploads uploads;

  RequestPages(Doorstep doorstep, Entrance entrance, FormUploads uploads) {
    this.doorstep = doorstep;
    this.entrance = entrance;
    this.uploads = uploads;
  }

  @Anonymous
  @GetMapping(SCRIPT_PATH)
  void script(HttpServletResponse response) throws IOException {
    SCRIPT.send(response);
  }

  @Anonymous
  @GetMapping("/r/{id}")
  void page(
      Call call, HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    Visit visit = new Visit(call, request, response, id);
    Optional<Opening.Open> open = doorstep.admit(visit, REQUEST);
    if (open.isEmpty()) {
      return;
    }
    if (!Onlookers.isOne(request)) {
      entrance.seen(open.get(), visit.from());
    }
    visit.write(page(visit, open.get(), ""));
  }

  private Page page(Visit visit, Opening.Open open, String problem) {
    Share share = open.share();
    String token = FormGuard.token(visit.request());
    Map<String, Object> values = new HashMap<>();
    values.put("title", share.title());
    values.put("sender", doorstep.sender(share));
    values.put("path", visit.path(REQUEST));
    values.put("problem", problem);
    values.put("csrf", token);
    share
        .policy()
        .expiresAt()
        .ifPresent(at -> values.put("until", Words.time(at, open.actor().zone())));
    open.alias().who().ifPresent(who -> values.put("guest", who.email().text()));
    return Page.of(template("request.html"), doorstep.companyOf(share), values)
        .withScript(SCRIPT)
        .asWide();
  }

  @Anonymous
  @PostMapping("/r/{id}/who")
  void identify(
      Call call, HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    doorstep.identify(new Visit(call, request, response, id), REQUEST);
  }

  /// For the script: opens the upload of one file.
  @Anonymous
  @PostMapping("/r/{id}/uploads")
  Answer open(
      Call call, HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    Visit visit = new Visit(call, request, response, id);
    return doorstep.open(visit) instanceof Opening.Open open
        ? Answer.value(
            UploadSpecificationJson.SHAPE,
            entrance.upload(call.origin(), open, call.body(FileWish.class).request()))
        : refused();
  }

  private static Answer refused() {
    throw Refusal.noSuchThing("The share");
  }

  /// A plain form with all files. Its token is in the address, for it must be known before the
  /// files are read.
  @Anonymous
  @PostMapping("/r/{id}/files")
  void files(
      Call call, HttpServletRequest request, HttpServletResponse response, @PathVariable String id)
      throws IOException {
    Visit visit = new Visit(call, request, response, id);
    Optional<Opening.Open> open = doorstep.admit(visit, REQUEST);
    if (open.isEmpty()) {
      return;
    }
    try {
      UploadSpecification upload =
          entrance.upload(call.origin(), open.get(), FileWish.ofForm("web-" + UUID.randomUUID()));
      List<FormUploads.Arrival> arrivals = uploads.take(request, upload);
      Map<String, Object> values = new HashMap<>();
      values.put("title", "Your files have arrived");
      values.put("sender", doorstep.sender(open.get().share()));
      values.put("path", visit.path(REQUEST));
      values.put(
          "files",
          arrivals.stream()
              .map(file ->
                  Map.of("name", file.name(), "size", Words.size(file.size()), "md5", file.md5()))
              .toList());
      visit.write(
          Page.of(template("receipt.html"), doorstep.companyOf(open.get().share()), values)
              .asWide());
    } catch (Refusal refusal) {
      if (refusal.code().equals("FILE_NAME_MISSING") || refusal.code().equals("NO_FILE")) {
        visit.write(page(visit, open.get(), "Choose at least one file.").withStatus(400));
      } else {
        doorstep.refuse(visit, open.get(), refusal, visit.path(REQUEST));
      }
    }
  }
}
