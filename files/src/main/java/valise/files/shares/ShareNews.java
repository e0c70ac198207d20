package valise.files.shares;

import java.time.Instant;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.platform.db.Tx;

/// Passes on what happens to whoever keeps the record and whoever tells people.
@Component
final class ShareNews {

  private final ObjectProvider<ShareWitness> witnesses;
  private final ObjectProvider<ShareNotices> notices;

  ShareNews(ObjectProvider<ShareWitness> witnesses, ObjectProvider<ShareNotices> notices) {
    this.witnesses = witnesses;
    this.notices = notices;
  }

  static ShareEvent.Subject subject(Share share, Instant at) {
    return new ShareEvent.Subject(share.account(), share.id(), at);
  }

  void record(Tx tx, ShareEvent event) {
    witnesses.orderedStream().forEach(each -> each.witnessed(tx, event));
  }

  void tell(Tx tx, ShareNotice notice) {
    notices.orderedStream().forEach(each -> each.about(tx, notice));
  }
}
