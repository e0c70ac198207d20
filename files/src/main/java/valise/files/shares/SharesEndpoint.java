package valise.files.shares;

import java.net.URI;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.thumbnails.Redirection;

/// Shares and their recipients: sharefile-v3 section 7.
@Endpoint
final class SharesEndpoint {

  private final Shares shares;
  private final ShareJson set;

  SharesEndpoint(Shares shares, ShareJson set) {
    this.shares = shares;
    this.set = set;
  }

  @GetMapping("/sf/v3/Shares")
  Answer list(Call call) {
    return Answer.feed(
        set, shares.list(call.principal(), call.params().flag("includeExpired", true)));
  }

  @GetMapping("/sf/v3/Shares({id})")
  Answer one(Call call, @PathVariable String id) {
    return Answer.entity(
        set, shares.find(call.principal(), id, call.params().flag("includeExpired", false)));
  }

  /// `direct` is for stores of third parties, of which there are none.
  @PostMapping("/sf/v3/Shares")
  Answer create(Call call) {
    call.params().flag("direct", false);
    return Answer.entity(
        set,
        shares.create(
            call.principal(),
            call.body(ShareBody.class),
            call.zone(),
            call.params().flag("notify", false)));
  }

  @PatchMapping("/sf/v3/Shares({id})")
  Answer change(Call call, @PathVariable String id) {
    return Answer.entity(
        set,
        shares.change(
            call.principal(),
            id,
            call.body(ShareBody.class),
            call.zone(),
            call.params().flag("appendItemsFeed", true),
            call.params().flag("includeExpired", false)));
  }

  @DeleteMapping("/sf/v3/Shares({id})")
  Answer delete(Call call, @PathVariable String id) {
    shares.delete(call.principal(), id);
    return Answer.nothing();
  }

  /// There is one place that serves shares: here.
  @GetMapping("/sf/v3/Shares({id})/Redirection")
  Answer redirection(Call call, @PathVariable String id) {
    ShareView view = shares.find(call.principal(), id, call.params().flag("includeExpired", false));
    URI uri = URI.create(call.base() + "/Shares(" + view.share().id() + ")");
    return Answer.value(Redirection.SHAPE, new Redirection(uri));
  }
}
