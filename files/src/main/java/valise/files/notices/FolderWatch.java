package valise.files.notices;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.downloads.Departure;
import valise.files.downloads.Downloads;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;
import valise.files.items.Items;
import valise.files.uploads.Arrival;
import valise.files.uploads.Uploads;
import valise.platform.db.Tx;
import valise.platform.outbox.Entry;
import valise.platform.outbox.Relay;

/// Notices in the outbox what people want to be told of: files that were uploaded with `notify`, as
/// the vendor has it [seed], and downloads. Whoever did it is not told of it, unless the account
/// says so.
@Component
final class FolderWatch {

  private final Items items;
  private final Accounts accounts;
  private final Watchers watchers;
  private final Rhythm rhythm;
  private final Digests digests;

  FolderWatch(Items items, Accounts accounts, Watchers watchers, Rhythm rhythm, Digests digests) {
    this.items = items;
    this.accounts = accounts;
    this.watchers = watchers;
    this.rhythm = rhythm;
    this.digests = digests;
  }

  void schedule(Relay relay) {
    relay.transactional("notices.folders", Relay.Start.NOW, this::noticed);
  }

  private void noticed(Tx tx, Entry entry) {
    AccountId account = new AccountId(entry.accountId());
    switch (entry.topic()) {
      case Uploads.TOPIC -> arrived(tx, account, Arrival.read(entry.payload()), entry.at());
      case Downloads.TOPIC -> left(tx, account, Departure.read(entry.payload()), entry.at());
      default -> {}
    }
  }

  private void arrived(Tx tx, AccountId account, Arrival arrival, Instant at) {
    Deed deed = new Deed(arrival.user(), arrival.askedBy());
    tell(
        tx,
        arrival.folder(),
        deed.knowing(says(tx, account, AccountSetting.ENABLE_SELF_NOTIFICATIONS_UPLOAD)),
        new Digest.News(Line.Kind.UPLOAD, arrival.items(), deed.actor(), arrival.last(), at),
        Digest.batch(arrival.user().value(), arrival.batch()));
  }

  private void left(Tx tx, AccountId account, Departure departure, Instant at) {
    Deed deed = new Deed(departure.user(), departure.sharedBy());
    Set<UserId> knowing =
        deed.knowing(says(tx, account, AccountSetting.ENABLE_SELF_NOTIFICATIONS_DOWNLOAD));
    for (ItemId id : departure.items()) {
      items
          .find(tx.sql(), id)
          .ifPresent(item ->
              tell(
                  tx,
                  // A folder is downloaded as a whole, so that itself is where it happens.
                  item.isFolder() ? item.id() : item.parent().orElse(item.id()),
                  knowing,
                  new Digest.News(Line.Kind.DOWNLOAD, List.of(item.id()), deed.actor(), false, at),
                  ""));
    }
  }

  /// Who did something.
  ///
  /// @param sharer whose share it was done through; guests act in the sharer's own name
  private record Deed(UserId user, Optional<UserId> sharer) {

    /// Empty for a guest.
    Optional<UserId> actor() {
      return Optional.of(user).filter(it -> !sharer.equals(Optional.of(it)));
    }

    /// Who need not be told: a sharer is told of the share, if at all.
    ///
    /// @param self whether people are told of what they did themselves
    Set<UserId> knowing(boolean self) {
      Set<UserId> knowing = new HashSet<>();
      sharer.ifPresent(knowing::add);
      if (!self) {
        actor().ifPresent(knowing::add);
      }
      return knowing;
    }
  }

  private boolean says(Tx tx, AccountId account, AccountSetting setting) {
    return accounts.settings(tx.sql(), account).flag(setting);
  }

  /// @param knowing who need not be told
  private void tell(Tx tx, ItemId folder, Set<UserId> knowing, Digest.News news, String batch) {
    Set<UserId> told =
        items
            .lineage(tx.sql(), folder)
            .map(it -> watchers.of(tx.sql(), it, news.kind()))
            .orElse(Set.of());
    for (UserId each : told) {
      if (!knowing.contains(each)) {
        // Who is told at intervals is told of everything together.
        String apart = rhythm.of(tx.sql(), each).isZero() ? batch : "";
        digests.add(tx, new FolderMail.Order(each.value(), folder.value(), apart).digest(), news);
      }
    }
  }
}
