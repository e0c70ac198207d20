package valise.files.shares;

import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.downloads.Departure;
import valise.files.downloads.Downloads;
import valise.files.downloads.Fetcher;
import valise.files.downloads.LinkTerms;
import valise.files.downloads.Passage;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.uploads.Batch;
import valise.files.uploads.UploadTerms;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.http.ByteRange;
import valise.platform.http.Delivery;
import valise.platform.http.Region;
import valise.platform.http.Representation;

/// What links and uploads of shares ask each time they are used: whether the share still is, still
/// holds this, and still lets this recipient have it.
@Component
final class ShareTerms implements LinkTerms, UploadTerms {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

  private final Database database;
  private final Entrance entrance;
  private final Deliveries deliveries;
  private final Downloads downloads;
  private final ShareNews news;
  private final InstantSource clock;

  ShareTerms(
      Database database,
      Entrance entrance,
      Deliveries deliveries,
      Downloads downloads,
      ShareNews news,
      InstantSource clock) {
    this.database = database;
    this.entrance = entrance;
    this.deliveries = deliveries;
    this.downloads = downloads;
    this.news = news;
    this.clock = clock;
  }

  @Override
  public Passage pass(String words, List<ItemId> items, Purpose purpose, Fetcher fetcher) {
    Entrance.Terms terms = Entrance.Terms.parse(words);
    Entrance.Found found =
        database
            .read(sql -> entrance.find(sql, terms.alias(), clock.instant()))
            .filter(it -> it.reached().share().policy().version() == terms.policy())
            .orElseThrow(ShareRefusals::unknown);
    if (purpose == Purpose.CONTENT && found.reached().share().policy().viewOnly()) {
      throw ShareRefusals.viewOnly();
    }
    List<String> things =
        items.stream().map(item -> thing(found.reached(), item)).distinct().toList();
    return switch (purpose) {
      case CONTENT -> new Content(found, things, items, fetcher);
      case PICTURE -> new Picture(found, items.getFirst(), fetcher);
    };
  }

  /// What of the share an item is, an earlier version of a file that was the newest when the link
  /// was given out included.
  private static String thing(Reach.Reached reached, ItemId item) {
    return reached.things().stream()
        .filter(it -> it.id().equals(item))
        .map(it -> it.part().thing())
        .findFirst()
        .orElseThrow(() -> ShareRefusals.unknownItem(item.value()));
  }

  /// One request for the bytes.
  private final class Content implements Passage {

    private final Entrance.Found found;
    private final List<String> things;
    private final List<ItemId> items;
    private final Fetcher fetcher;
    private Optional<Deliveries.Transfer> transfer = Optional.empty();

    private Content(
        Entrance.Found found, List<String> things, List<ItemId> items, Fetcher fetcher) {
      this.found = found;
      this.things = things;
      this.items = items;
      this.fetcher = fetcher;
    }

    @Override
    public Principal actor() {
      return found.reached().creator();
    }

    @Override
    public Region bytes(Region region) {
      return new LivingRegion(region, Deliveries.SIGN_OF_LIFE, clock, this::live);
    }

    private void live() {
      transfer.ifPresent(deliveries::keep);
    }

    @Override
    public void begins(Representation what, List<ByteRange> parts) {
      transfer =
          Optional.of(
              deliveries.begin(
                  new Deliveries.Wanted(
                      found.alias().id(),
                      things,
                      what.etag().toString(),
                      what.bytes().length(),
                      found.reached().share().policy().maxDownloads()),
                  parts));
    }

    @Override
    public void ends(Representation what, Delivery.Outcome outcome) {
      transfer.ifPresent(under ->
          ended(
              under, what.bytes().length(), outcome.sent(), outcome instanceof Delivery.Complete));
    }

    @Override
    public void failed() {
      transfer.ifPresent(under -> ended(under, 0, List.of(), false));
    }

    private void ended(
        Deliveries.Transfer under, long length, List<ByteRange> sent, boolean complete) {
      Instant now = clock.instant();
      Share share = found.reached().share();
      AliasId alias = found.alias().id();
      database.write(tx -> {
        Deliveries.Ended ended = deliveries.end(tx, under, sent, complete);
        if (ended.whole()) {
          ShareStore.delivered(tx, share.id());
          UserId fetchedBy = found.alias().user().orElse(share.creator());
          downloads.announce(
              tx, share.account(), new Departure(fetchedBy, Optional.of(share.creator()), items));
          if (share.policy().notifyOnUse()) {
            news.tell(tx, new ShareNotice.Downloaded(share.id(), alias, items));
          }
        }
        if (complete || !sent.isEmpty()) {
          news.record(
              tx,
              new ShareEvent.Downloaded(
                  ShareNews.subject(share, now),
                  alias,
                  items,
                  sent,
                  length,
                  ended.whole(),
                  fetcher));
        }
        return true;
      });
    }
  }

  /// One request for a picture.
  private final class Picture implements Passage {

    private final Entrance.Found found;
    private final ItemId item;
    private final Fetcher fetcher;

    private Picture(Entrance.Found found, ItemId item, Fetcher fetcher) {
      this.found = found;
      this.item = item;
      this.fetcher = fetcher;
    }

    @Override
    public Principal actor() {
      return found.reached().creator();
    }

    /// Who looks at what may only be looked at, and on which day of the sender's.
    @Override
    public Optional<String> mark() {
      return found.reached().share().policy().viewOnly()
          ? Optional.of(
              found
                      .alias()
                      .who()
                      .map(person -> person.email().text())
                      .orElse("Seen from " + fetcher.address())
                  + ", "
                  + DAY.withZone(actor().zone()).format(clock.instant()))
          : Optional.empty();
    }

    @Override
    public void begins(Representation what, List<ByteRange> parts) {}

    @Override
    public void ends(Representation what, Delivery.Outcome outcome) {
      if (outcome.sent().isEmpty()) {
        return;
      }
      Instant now = clock.instant();
      database.write(tx -> {
        news.record(
            tx,
            new ShareEvent.Previewed(
                ShareNews.subject(found.reached().share(), now),
                found.alias().id(),
                item,
                fetcher));
        return true;
      });
    }

    @Override
    public void failed() {}
  }

  // --- uploads -----------------------------------------------------------------------------------

  @Override
  public UserId arrived(Tx tx, String words, ItemId folder, List<Item> files, Batch batch) {
    Instant now = clock.instant();
    Entrance.Terms terms = Entrance.Terms.parse(words);
    Share share =
        entrance
            .find(tx.sql(), terms.alias(), now)
            .map(found -> found.reached().share())
            .filter(it -> it.policy().version() == terms.policy())
            .filter(it -> it.folder().filter(folder::equals).isPresent())
            .orElseThrow(ShareRefusals::unknown);
    AliasStore.uploaded(tx, terms.alias(), now);
    for (Item file : files) {
      Item.Content content = file.content().orElseThrow();
      news.record(
          tx,
          new ShareEvent.Uploaded(
              ShareNews.subject(share, now),
              terms.alias(),
              file.id(),
              file.fileName(),
              content.size(),
              content.md5()));
    }
    if (share.policy().notifyOnUse() || batch.notifying()) {
      news.tell(
          tx,
          new ShareNotice.Uploaded(
              share.id(), terms.alias(), files.stream().map(Item::id).toList(), batch));
    }
    return share.creator();
  }
}
