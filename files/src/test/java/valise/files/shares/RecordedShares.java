package valise.files.shares;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import valise.platform.db.Tx;

/// Keeps what would have gone to the record and to people; only what was committed.
final class RecordedShares implements ShareWitness, ShareNotices {

  private final List<ShareEvent> events = new CopyOnWriteArrayList<>();
  private final List<ShareNotice> notices = new CopyOnWriteArrayList<>();

  @Override
  public void witnessed(Tx tx, ShareEvent event) {
    tx.afterCommit(() -> events.add(event));
  }

  @Override
  public void about(Tx tx, ShareNotice notice) {
    tx.afterCommit(() -> notices.add(notice));
  }

  <T extends ShareEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends ShareNotice> List<T> notices(Class<T> type) {
    return notices.stream().filter(type::isInstance).map(type::cast).toList();
  }

  void forget() {
    events.clear();
    notices.clear();
  }
}
