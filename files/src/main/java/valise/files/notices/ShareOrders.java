package valise.files.notices;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.shares.Alias;
import valise.files.shares.Share;
import valise.files.shares.ShareNotice;
import valise.files.shares.ShareNotices;
import valise.files.shares.Shares;
import valise.platform.db.Tx;
import valise.platform.jobs.Jobs;

/// Stores, in the transaction of what happens to a share, which mails are to be written about it:
/// one job for each mail, so that one bad address keeps nobody else's from arriving.
@Component
final class ShareOrders implements ShareNotices {

  private final Jobs jobs;
  private final Shares shares;
  private final Digests digests;
  private final InstantSource clock;

  ShareOrders(Jobs jobs, Shares shares, Digests digests, InstantSource clock) {
    this.jobs = jobs;
    this.shares = shares;
    this.digests = digests;
    this.clock = clock;
  }

  @Override
  public void about(Tx tx, ShareNotice notice) {
    switch (notice) {
      case ShareNotice.Delivered delivered -> delivered(tx, delivered);
      case ShareNotice.Activation activation ->
          order(
              tx,
              about(ShareOrder.Kind.ACTIVATION, activation.share(), activation.alias(), List.of()));
      case ShareNotice.Downloaded downloaded ->
          order(
              tx,
              about(
                  ShareOrder.Kind.DOWNLOADED,
                  downloaded.share(),
                  downloaded.alias(),
                  downloaded.items().stream().map(ItemId::value).toList()));
      case ShareNotice.Uploaded uploaded -> uploaded(tx, uploaded);
    }
  }

  private void delivered(Tx tx, ShareNotice.Delivered delivered) {
    Optional<Share> share = shares.find(tx.sql(), delivered.share());
    if (share.isEmpty() || delivered.to().isEmpty()) {
      return;
    }
    for (AliasId to : delivered.to()) {
      Alias alias = shares.find(tx.sql(), to).orElseThrow();
      boolean activate = alias.user().filter(delivered.activate()::contains).isPresent();
      order(tx, letter(kind(share.get()), share.get(), alias, activate, List.of()));
    }
    if (delivered.copyTo().isPresent()) {
      Alias first = shares.find(tx.sql(), delivered.to().getFirst()).orElseThrow();
      List<String> all = delivered.to().stream().map(AliasId::value).toList();
      order(tx, letter(ShareOrder.Kind.COPY, share.get(), first, false, all));
    }
  }

  private static ShareOrder.Kind kind(Share share) {
    return share.sends() ? ShareOrder.Kind.SENT : ShareOrder.Kind.REQUESTED;
  }

  /// With the words that the recipient was last sent.
  private static ShareOrder letter(
      ShareOrder.Kind kind, Share share, Alias alias, boolean activate, List<String> others) {
    return new ShareOrder(
        kind,
        share.id().value(),
        alias.id().value(),
        alias
            .letter()
            .map(Alias.Letter::subject)
            .filter(text -> !text.isEmpty())
            .orElse(share.label()),
        alias.letter().map(Alias.Letter::body).orElse(""),
        activate,
        others);
  }

  private static ShareOrder about(
      ShareOrder.Kind kind, ShareId share, AliasId alias, List<String> others) {
    return new ShareOrder(kind, share.value(), alias.value(), "", "", false, others);
  }

  private void uploaded(Tx tx, ShareNotice.Uploaded uploaded) {
    String alias = uploaded.alias().value();
    String batch = Digest.batch(alias, uploaded.batch().id());
    digests.add(
        tx,
        new UploadMail.Order(uploaded.share().value(), alias, batch).digest(),
        new Digest.News(
            Line.Kind.UPLOAD,
            uploaded.files(),
            Optional.empty(),
            uploaded.batch().last(),
            clock.instant()));
  }

  void remind(Tx tx, Share share, Alias alias) {
    order(tx, letter(ShareOrder.Kind.REMINDER, share, alias, false, List.of()));
  }

  void ending(Tx tx, Share share) {
    order(tx, about(ShareOrder.Kind.ENDING, share.id(), AliasId.of(share.id()), List.of()));
  }

  private void order(Tx tx, ShareOrder order) {
    jobs.enqueue(tx, ShareMail.QUEUE, UUID.randomUUID().toString(), order.payload());
  }
}
